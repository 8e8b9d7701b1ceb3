using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Metrics;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>Which requests a caller asks for, and may see.</summary>
internal sealed record PerformanceScope
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>How long the time up to now is.</summary>
    public required TimeSpan Range { get; init; }

    /// <summary>Whether the caller named it.</summary>
    public bool IsTimed { get; init; }

    /// <summary>Only this organization's; null: all.</summary>
    public required OrganizationId? Organization { get; init; }

    public required IReadOnlyList<MetricFilter> Filters { get; init; }

    public (DateTimeOffset From, DateTimeOffset To) Times => (Now - Range, Now);

    /// <summary>One slice over the whole time.</summary>
    public long[] Whole => MetricsHandlers.Whole(Times);

    /// <summary>How long the slices of its series are.</summary>
    public MetricStep Step => MetricTimes.StepFor(Range);

    /// <summary>The slices of its series.</summary>
    public IReadOnlyList<long> Slices => MetricTimes.Bounds(Times.From, Times.To, Step, TimeZoneInfo.Utc);

    /// <summary>The value of a filter, or null.</summary>
    public string? this[MetricDimension dimension] => Filters.FirstOrDefault(filter => filter.Dimension == dimension)?.Value;

    /// <summary>A question about these requests. Filters are of provider, model and user, which one cut has together, with each group that is asked for here.</summary>
    public MetricsQuery Query(IReadOnlyList<long> bounds, int most, params MetricDimension[] groups) => new()
    {
        Cut = CutOf(groups), Bounds = bounds, GroupBy = groups, Filters = Filters, Organization = Organization, Most = most, Durations = true, FirstTokens = true,
    };

    public MetricCut CutOf(params MetricDimension[] groups) => MetricCut.Find([.. groups, .. Filters.Select(filter => filter.Dimension)])!;
}
