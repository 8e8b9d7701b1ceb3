using HybridAi.Client.Metrics;

namespace HybridAi.Web.Charts;

/// <summary>Metrics as charts take them.</summary>
public static class MetricSlices
{
    /// <summary>Where the slices begin.</summary>
    public static IReadOnlyList<DateTimeOffset> Times(this MetricsDocument metrics) => metrics.Groups is [var first, ..] ? [.. first.Points.Select(point => point.From)] : [];

    /// <summary>One metric of all groups together; of a question that grouped by nothing.</summary>
    public static ChartSeries Series(this MetricsDocument metrics, string metric, string name, string tone) =>
        new(name, tone, metrics.Groups is [var all, ..] ? all.Values(metric) : []);

    /// <summary>A metric of a group, slice by slice.</summary>
    public static IReadOnlyList<double?> Values(this MetricGroupDocument group, string metric) =>
        [.. group.Points.Select(point => point.Values.TryGetValue(metric, out var value) ? (double?)value : null)];
}
