using System.ComponentModel.DataAnnotations;

namespace HybridAi.Core.Resilience.Hedging;

/// <summary>When a second attempt is made beside a first one that is late, and what that may cost. Configuration section <c>Hedging</c>.</summary>
public sealed class HedgingOptions
{
    /// <summary>Whether requests are hedged that do not say themselves whether they want it. Default false.</summary>
    public bool Enabled { get; set; }

    /// <summary>
    /// An attempt is late when it takes longer to its first content (a whole answer: to its end) than this share of the attempts at its deployment; 0.5 to 0.999. Default 0.95.
    /// </summary>
    [Range(0.5, 0.999)]
    public double Quantile { get; set; } = 0.95;

    /// <summary>So many attempts have to be measured before one can be late; 10 to 100,000. Default 30.</summary>
    [Range(10, 100_000)]
    public int LeastCalls { get; set; } = 30;

    /// <summary>No attempt is late before; 1 ms to 10 min. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan MinDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>An attempt is late after this in any case, once enough are measured; 1 ms to 10 min. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The largest share of requests that are hedged, and of their cost that hedging may add, both within the <see cref="Window"/>; 0 (no request is ever hedged) to 1. Default 0.05.
    /// </summary>
    [Range(0.0, 1.0)]
    public double MaxExtraShare { get; set; } = 0.05;

    /// <summary>How far back times and spending are looked at; 10 s to 1 h. Default 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>No request is hedged of which a budget that can refuse would be used up to more than this share; 0 to 1. Default 0.9.</summary>
    [Range(0.0, 1.0)]
    public double MaxBudgetUse { get; set; } = 0.9;
}
