using HybridAi.Client.Metrics;

namespace HybridAi.Client.AiPerformance;

/// <summary>The totals of a time, and how they compare with as long a time before.</summary>
public sealed record AnalyticsSummaryDocument
{
    /// <summary>The beginning of the time that was looked at.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Its end, which may be to come.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The beginning of the time before, which ends where this one begins.</summary>
    public required DateTimeOffset PreviousFrom { get; init; }

    /// <summary>All of it.</summary>
    public required MetricFiguresDocument Total { get; init; }

    /// <summary>All of the time before.</summary>
    public required MetricFiguresDocument Previous { get; init; }

    /// <summary>How both compare.</summary>
    public required TrendsDocument Trends { get; init; }

    /// <summary>By provider, most requests first.</summary>
    public required IReadOnlyList<ProviderTrendDocument> Providers { get; init; }
}

/// <summary>
/// By which part figures have changed: 0.25 is a quarter more, −0.5 half; null if there was nothing before. Counts and costs are compared by the time that has passed.
/// </summary>
public sealed record TrendsDocument
{
    /// <summary>Requests.</summary>
    public decimal? Requests { get; init; }

    /// <summary>Errors.</summary>
    public decimal? Errors { get; init; }

    /// <summary>Tokens.</summary>
    public decimal? Tokens { get; init; }

    /// <summary>Known costs.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The share that succeeded.</summary>
    public decimal? SuccessRate { get; init; }

    /// <summary>Median duration.</summary>
    public decimal? LatencyP50 { get; init; }

    /// <summary>Its 95th percentile.</summary>
    public decimal? LatencyP95 { get; init; }
}

/// <summary>A provider among others, and how it has changed.</summary>
public sealed record ProviderTrendDocument
{
    /// <summary>The provider; null: requests that none was called for.</summary>
    public string? Provider { get; init; }

    /// <summary>Its share of the requests.</summary>
    public decimal Share { get; init; }

    /// <summary>Its figures.</summary>
    public required MetricFiguresDocument Figures { get; init; }

    /// <summary>How they have changed.</summary>
    public required TrendsDocument Trends { get; init; }

    /// <summary>Its models, most requests first.</summary>
    public required IReadOnlyList<ComparedModelDocument> Models { get; init; }
}
