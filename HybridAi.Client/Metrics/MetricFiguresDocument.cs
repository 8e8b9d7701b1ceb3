namespace HybridAi.Client.Metrics;

/// <summary>The most asked-for figures of some requests.</summary>
public sealed record MetricFiguresDocument
{
    /// <summary>How many requests.</summary>
    public long Requests { get; init; }

    /// <summary>Requests a second.</summary>
    public decimal? RequestsPerSecond { get; init; }

    /// <summary>How many failed or were interrupted.</summary>
    public long Errors { get; init; }

    /// <summary>How many the caller cancelled.</summary>
    public long Cancelled { get; init; }

    /// <summary>The share that succeeded, of those that the caller did not cancel; null if there are none.</summary>
    public decimal? SuccessRate { get; init; }

    /// <summary>Input tokens of all classes.</summary>
    public long InputTokens { get; init; }

    /// <summary>Output tokens of all classes.</summary>
    public long OutputTokens { get; init; }

    /// <summary>The known costs, in US dollars.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>How many have an unknown cost.</summary>
    public long UnknownCosts { get; init; }

    /// <summary>What cached answers saved, in US dollars.</summary>
    public decimal SavedUsd { get; init; }

    /// <summary>The share that the answer cache knew, of those that it was asked for; null if there are none.</summary>
    public decimal? CacheHitRate { get; init; }

    /// <summary>Average duration of those that succeeded, in milliseconds.</summary>
    public decimal? LatencyAvgMs { get; init; }

    /// <summary>Median duration of those that succeeded, in milliseconds, within 1 %.</summary>
    public decimal? LatencyP50Ms { get; init; }

    /// <summary>Their 95th percentile.</summary>
    public decimal? LatencyP95Ms { get; init; }

    /// <summary>Their 99th percentile.</summary>
    public decimal? LatencyP99Ms { get; init; }

    /// <summary>Median time to first token, in milliseconds, within 1 %.</summary>
    public decimal? TtftP50Ms { get; init; }

    /// <summary>Its 95th percentile.</summary>
    public decimal? TtftP95Ms { get; init; }
}
