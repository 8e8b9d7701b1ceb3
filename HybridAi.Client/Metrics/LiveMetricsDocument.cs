namespace HybridAi.Client.Metrics;

/// <summary>The figures of the last minutes.</summary>
public sealed record LiveMetricsDocument
{
    /// <summary>When this was read.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The windows: 1 minute and 5 minutes, up to the last whole one.</summary>
    public required IReadOnlyList<LiveWindowDocument> Windows { get; init; }
}

/// <summary>A window of whole minutes.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end.</param>
/// <param name="Figures">Its figures.</param>
public sealed record LiveWindowDocument(DateTimeOffset From, DateTimeOffset To, MetricFiguresDocument Figures);
