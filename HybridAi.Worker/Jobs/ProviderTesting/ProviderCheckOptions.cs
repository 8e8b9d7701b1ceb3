using System.ComponentModel.DataAnnotations;

namespace HybridAi.Worker.Jobs.ProviderTesting;

/// <summary>What the tests consist of that are asked for by schedule. Configuration section <c>Jobs:ProviderChecks</c>.</summary>
internal sealed class ProviderCheckOptions : JobOptions
{
    /// <summary>Whether they measure latency, too. Default false.</summary>
    public bool Benchmark { get; set; }

    /// <summary>Whether models without a known price are tested, too. Default false.</summary>
    public bool AllowUnpriced { get; set; }

    /// <summary>The most that the test of one provider may cost, in US dollars; above 0 to 100. Default 0.05.</summary>
    [Range(typeof(decimal), "0.000001", "100")]
    public decimal MaxCostUsd { get; set; } = 0.05m;
}
