namespace HybridAi.Client.Metrics;

/// <summary>Metrics of a range of time, in slices and by group.</summary>
public sealed record MetricsDocument
{
    /// <summary>The beginning of the first slice.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The end of the last slice, which may be to come.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>How long a slice is: <c>1m</c>, <c>5m</c>, <c>1h</c>, or <c>1d</c>, which in a time zone may be 23 or 25 hours.</summary>
    public required string Step { get; init; }

    /// <summary>The time zone whose days count.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The metrics with their units, in the order in which they were asked for.</summary>
    public required IReadOnlyList<MetricUnitDocument> Metrics { get; init; }

    /// <summary>What was grouped by.</summary>
    public required IReadOnlyList<string> GroupBy { get; init; }

    /// <summary>The set of dimensions that the figures come from.</summary>
    public required string Cut { get; init; }

    /// <summary>Before this time rows are longer than the slices and count where they begin, since shorter ones are kept no longer; null: all fit.</summary>
    public DateTimeOffset? CoarserBefore { get; init; }

    /// <summary>How many requests cannot be said to pass the filters or not, since they belong to rare values that were added up into one row; they are in no figure.</summary>
    public long UnattributedRequests { get; init; }

    /// <summary>All groups together, by metric.</summary>
    public required IReadOnlyDictionary<string, decimal?> Total { get; init; }

    /// <summary>The groups that have requests, the largest first, the rest last; one if nothing was grouped by.</summary>
    public required IReadOnlyList<MetricGroupDocument> Groups { get; init; }
}

/// <summary>A metric and what it counts.</summary>
/// <param name="Name">The metric.</param>
/// <param name="Unit">Its unit.</param>
public sealed record MetricUnitDocument(string Name, string Unit);

/// <summary>The figures of a group.</summary>
public sealed record MetricGroupDocument
{
    /// <summary>Its values by dimension; null: the requests have none. Empty for the rest, and if nothing was grouped by.</summary>
    public required IReadOnlyDictionary<string, string?> Key { get; init; }

    /// <summary>Whether it is the rest: what all groups that are not listed add up to.</summary>
    public bool Other { get; init; }

    /// <summary>Its figures over the whole range, by metric.</summary>
    public required IReadOnlyDictionary<string, decimal?> Total { get; init; }

    /// <summary>Its slices, oldest first, empty ones included.</summary>
    public required IReadOnlyList<MetricPointDocument> Points { get; init; }
}

/// <summary>A slice of time.</summary>
/// <param name="From">Its beginning; it ends where the next one begins.</param>
/// <param name="Values">Its figures by metric; null: there is none, such as the share of nothing.</param>
public sealed record MetricPointDocument(DateTimeOffset From, IReadOnlyDictionary<string, decimal?> Values);
