using System.ComponentModel.DataAnnotations;

namespace HybridAi.Core.Resilience;

/// <summary>When a deployment is left alone for a while, and how it comes back. Configuration section <c>Breaker</c>.</summary>
public sealed class BreakerOptions
{
    /// <summary>Whether there are circuit breakers. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>So many failures in a row open it; 1 to 1,000. Default 5.</summary>
    [Range(1, 1000)]
    public int Failures { get; set; } = 5;

    /// <summary>The share of failures in the window that opens it, above 0 to 1; 0: none does. Default 0.5.</summary>
    [Range(0.0, 1.0)]
    public double ErrorRate { get; set; } = 0.5;

    /// <summary>The share of slow calls in the window that opens it, above 0 to 1; 0 (default): none does, since how long models think differs too much.</summary>
    [Range(0.0, 1.0)]
    public double SlowRate { get; set; }

    /// <summary>From when a call is slow: a stream's first content, or a whole answer; 1 ms to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan SlowAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How far back both rates look; 1 s to 1 h. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>With fewer calls in the window no rate opens it; 1 to 1,000,000. Default 20.</summary>
    [Range(1, 1_000_000)]
    public int LeastCalls { get; set; } = 20;

    /// <summary>How long no call is made once it is open; 10 ms to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan OpenFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many trial calls are then let in at a time; so many that succeed close it, one that fails opens it again. 1 to 100. Default 3.</summary>
    [Range(1, 100)]
    public int Trials { get; set; } = 3;
}
