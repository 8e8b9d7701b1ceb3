using HybridAi.Client.Metrics;

namespace HybridAi.Client.AiPerformance;

/// <summary>How well and how fast requests are answered.</summary>
public sealed record PerformanceDocument
{
    /// <summary>The beginning of the time that was looked at.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Its end, which may be to come.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>How long a point is: <c>1m</c>, <c>5m</c>, <c>1h</c> or <c>1d</c>.</summary>
    public required string Step { get; init; }

    /// <summary>All of it.</summary>
    public required MetricFiguresDocument Total { get; init; }

    /// <summary>In slices of time, oldest first, empty ones included.</summary>
    public required IReadOnlyList<PerformancePointDocument> Points { get; init; }

    /// <summary>By provider and model, most requests first.</summary>
    public required IReadOnlyList<ComparedProviderDocument> Providers { get; init; }
}

/// <summary>A slice of time.</summary>
/// <param name="From">Its beginning; it ends where the next one begins.</param>
/// <param name="Figures">Its figures.</param>
public sealed record PerformancePointDocument(DateTimeOffset From, MetricFiguresDocument Figures);
