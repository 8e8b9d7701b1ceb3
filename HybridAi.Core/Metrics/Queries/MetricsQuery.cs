using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Metrics.Queries;

/// <summary>A question to the rollups.</summary>
public sealed record MetricsQuery
{
    /// <summary>The cut that is asked: it has every dimension that is grouped or filtered by.</summary>
    public required MetricCut Cut { get; init; }

    /// <summary>The bounds of the slices of time: see <see cref="MetricTimes.Bounds"/>.</summary>
    public required IReadOnlyList<long> Bounds { get; init; }

    /// <summary>What to group by.</summary>
    public IReadOnlyList<MetricDimension> GroupBy { get; init; } = [];

    /// <summary>What must hold.</summary>
    public IReadOnlyList<MetricFilter> Filters { get; init; } = [];

    /// <summary>Only this organization's; null: all together.</summary>
    public OrganizationId? Organization { get; init; }

    /// <summary>How many groups to tell apart, those with the largest <see cref="RankBy"/>; the others become one. 1 to 1,000.</summary>
    public int Most { get; init; } = 20;

    /// <summary>The groups to tell apart, by their values of what is grouped by, instead of those with the largest <see cref="RankBy"/>; null: those.</summary>
    public IReadOnlyList<IReadOnlyList<string?>>? Groups { get; init; }

    /// <summary>What groups are ranked by, added up.</summary>
    public IReadOnlyList<MetricNumber> RankBy { get; init; } = [MetricNumber.Requests];

    /// <summary>Whether <see cref="MetricSums.Durations"/> are wanted.</summary>
    public bool Durations { get; init; }

    /// <summary>Whether <see cref="MetricSums.FirstTokens"/> are wanted.</summary>
    public bool FirstTokens { get; init; }
}
