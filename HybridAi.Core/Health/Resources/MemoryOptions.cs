using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Configuration;

namespace HybridAi.Core.Health.Resources;

/// <summary>When a gateway gives memory back, and when it takes nothing new for want of it. Configuration section <c>Health:Memory</c>.</summary>
public sealed class MemoryOptions
{
    /// <summary>Whether anything is done about it; what is used is shown in any case. Default true.</summary>
    public bool Guard { get; set; } = true;

    /// <summary>How much the process may use; 0: as much as the container, or else the machine, has. Never more than that. Default: the profile's.</summary>
    public ByteSize Limit { get; set; }

    /// <summary>From this share of the limit on caches shrink, memory is compacted, and if that does not help nothing new is taken; 0.1 to 0.99. Default 0.8.</summary>
    [Range(0.1, 0.99)]
    public double ActAt { get; set; } = 0.8;

    /// <summary>Below this share requests are taken again; 0.05 to 0.98 and below <see cref="ActAt"/>. Default 0.7.</summary>
    [Range(0.05, 0.98)]
    public double ResumeAt { get; set; } = 0.7;

    /// <summary>From this share on nothing waits for the <see cref="CollectInterval"/>: nothing new is taken at once; <see cref="ActAt"/> to 1. Default 0.95.</summary>
    [Range(0.1, 1.0)]
    public double CriticalAt { get; set; } = 0.95;

    /// <summary>How long there is at least between two compacting collections, which stop everything for a moment; 1 s to 1 h. Default: the profile's.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CollectInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After how long callers that are sent away are told to try again; 1 s to 10 min. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);
}
