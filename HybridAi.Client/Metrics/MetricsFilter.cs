namespace HybridAi.Client.Metrics;

/// <summary>Which metrics to read, of which requests. What is null does not count.</summary>
public sealed record MetricsFilter
{
    /// <summary>The metrics, such as <c>requests</c> or <c>latency_p95</c>, at most ten; <c>requests</c> if there are none.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary><c>1h</c>, <c>24h</c>, <c>7d</c> or <c>30d</c> up to now.</summary>
    public string? Range { get; init; }

    /// <summary>Instead of a range, its beginning: a time, or how long ago.</summary>
    public string? From { get; init; }

    /// <summary>Its end, in the same forms; now if null.</summary>
    public string? To { get; init; }

    /// <summary><c>1m</c>, <c>5m</c>, <c>1h</c> or <c>1d</c>; by the range if null.</summary>
    public string? Step { get; init; }

    /// <summary>Up to two dimensions.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Values that must hold, by dimension (<c>provider</c>, <c>model</c>, …).</summary>
    public IReadOnlyDictionary<string, string> Where { get; init; } = new Dictionary<string, string>();

    /// <summary>The IANA time zone whose days count; UTC if null.</summary>
    public string? TimeZone { get; init; }

    /// <summary>How many groups to tell apart, 1 to 100; 20 if null.</summary>
    public int? Limit { get; init; }
}
