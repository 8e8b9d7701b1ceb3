using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Health.Resources;

namespace HybridAi.Core.Health;

/// <summary>When providers and deployments are called healthy. Configuration section <c>Health</c>.</summary>
public sealed class HealthOptions
{
    /// <summary>Whether providers are asked for their list of models when no request shows how they are. Default true.</summary>
    public bool Probes { get; set; } = true;

    /// <summary>How often a provider is asked that is well; 1 s to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ProbeInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often one is asked with which something is wrong; 1 s to 1 h. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FastProbeInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer to such a question may take; 100 ms to 1 min. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>From this share of failed calls of the last minute on it is a warning; above 0 to 1. Default 0.05.</summary>
    [Range(0.0001, 1.0)]
    public double WarningErrorRate { get; set; } = 0.05;

    /// <summary>From this share on it is critical; above 0 to 1. Default 0.5.</summary>
    [Range(0.0001, 1.0)]
    public double CriticalErrorRate { get; set; } = 0.5;

    /// <summary>
    /// How sure it has to be that something is worse than its own last seven days: that in a whole day no deployment that is as always is called degraded;
    /// 0.5 to 0.9999. Default 0.99.
    /// </summary>
    [Range(0.5, 0.9999)]
    public double Confidence { get; set; } = 0.99;

    /// <summary>By how much slower it has to be, so that what is certain but small is no warning: 0.15 is 15 %; 0.01 to 10. Default 0.15.</summary>
    [Range(0.01, 10.0)]
    public double LeastSlowdown { get; set; } = 0.15;

    /// <summary>How much of the history one row tells, unless the level changes before; 10 s to 1 h. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan HistoryInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>When memory is given back, and nothing new is taken for want of it.</summary>
    public MemoryOptions Memory { get; set; } = new();

    /// <summary>From when on the gateway uses too much of what it has.</summary>
    public ResourceOptions Resources { get; set; } = new();
}
