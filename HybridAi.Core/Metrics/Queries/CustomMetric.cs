using HybridAi.Core.Configuration;

namespace HybridAi.Core.Metrics.Queries;

/// <summary>A metric that was defined over the management API: what one of <see cref="MetricDefinitions"/> is of some of the requests only.</summary>
public sealed record CustomMetric : IConfigurationDocument
{
    /// <inheritdoc/>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public long Revision { get; init; }

    /// <inheritdoc/>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The name of the metric that is computed, which says how requests are added up.</summary>
    public required string Metric { get; init; }

    /// <summary>The requests that count: those that meet all of these; empty: every request. At most one of a dimension.</summary>
    public IReadOnlyList<MetricFilter> Filters { get; init; } = [];

    /// <summary>What its value counts; null: what the computed metric does.</summary>
    public string? Unit { get; init; }

    /// <summary>What it is for, in words; null: nobody said.</summary>
    public string? Description { get; init; }
}
