using HybridAi.Client.Metrics;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;

namespace HybridAi.Gateway.Endpoints.Metrics;

/// <summary>Metrics as the API shows them.</summary>
internal static class MetricsDocuments
{
    private const decimal Nanos = 1_000_000_000m;

    public static MetricsDocument Of(MetricsQuery query, MetricsParts parts, MetricStep step, TimeZoneInfo zone, DateTimeOffset now)
    {
        var span = Seconds(query.Bounds[0], query.Bounds[^1], now);
        return new MetricsDocument
        {
            From = At(query.Bounds[0]),
            To = At(query.Bounds[^1]),
            Step = NameOf(step),
            TimeZone = zone == TimeZoneInfo.Utc ? "UTC" : zone.Id,
            Metrics = [.. parts.Metrics.Select(metric => new MetricUnitDocument(metric.Definition.Name, metric.Definition.Unit))],
            GroupBy = [.. query.GroupBy.Select(MetricDimensions.NameOf)],
            Cut = query.Cut.Name,
            CoarserBefore = parts.CoarserBefore,
            UnattributedRequests = parts.Unattributed,
            Total = parts.Total(span),
            Groups =
            [
                .. parts.Groups.Select(group => new MetricGroupDocument
                {
                    Key = group.Key.Select((value, i) => (Name: MetricDimensions.NameOf(query.GroupBy[i]), value)).ToDictionary(pair => pair.Name, pair => pair.value),
                    Other = group.IsOther,
                    Total = parts.Total(group, span),
                    Points = [.. Enumerable.Range(0, group.Slices).Select(i => new MetricPointDocument(
                        At(query.Bounds[i]), parts.Point(group, i, Seconds(query.Bounds[i], query.Bounds[i + 1], now))))],
                }),
            ],
        };
    }

    /// <summary>The last so many slices of an answer without groups.</summary>
    public static LiveWindowDocument Window(MetricsAnswer answer, MetricsQuery query, int slices)
    {
        var (from, to) = (query.Bounds[^(slices + 1)], query.Bounds[^1]);
        var sums = Union(answer.Groups.SelectMany(group => group.Points.TakeLast(slices)).OfType<MetricSums>());
        return new LiveWindowDocument(At(from), At(to), Figures(sums, (to - from) / 1000.0));
    }

    public static MetricFiguresDocument Figures(MetricSums sums, double seconds) => new()
    {
        Requests = sums[MetricNumber.Requests],
        RequestsPerSecond = MetricDefinitions.PerSecond(sums, seconds),
        Errors = sums.Errors,
        Cancelled = sums[MetricNumber.Cancelled],
        SuccessRate = MetricDefinitions.SuccessRate(sums),
        InputTokens = sums.InputTokens,
        OutputTokens = sums.OutputTokens,
        CostUsd = sums[MetricNumber.CostNanos] / Nanos,
        UnknownCosts = sums[MetricNumber.UnknownCosts],
        SavedUsd = sums[MetricNumber.SavedNanos] / Nanos,
        CacheHitRate = MetricDefinitions.CacheHitRate(sums),
        LatencyAvgMs = MetricDefinitions.Average(sums[MetricNumber.DurationMicros], sums[MetricNumber.Succeeded]),
        LatencyP50Ms = MetricDefinitions.Quantile(sums.Durations, 0.5),
        LatencyP95Ms = MetricDefinitions.Quantile(sums.Durations, 0.95),
        LatencyP99Ms = MetricDefinitions.Quantile(sums.Durations, 0.99),
        TtftP50Ms = MetricDefinitions.Quantile(sums.FirstTokens, 0.5),
        TtftP95Ms = MetricDefinitions.Quantile(sums.FirstTokens, 0.95),
    };

    public static MetricSums Union(IEnumerable<MetricSums> parts)
    {
        var sums = new MetricSums();
        foreach (var part in parts)
            sums.Add(part);
        return sums;
    }

    public static decimal ShareOf(MetricSums part, MetricSums whole) =>
        whole[MetricNumber.Requests] == 0 ? 0 : decimal.Round(part[MetricNumber.Requests] / (decimal)whole[MetricNumber.Requests], 6);

    public static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    /// <summary>How much of a time has passed.</summary>
    public static double Seconds(long from, long to, DateTimeOffset now) => (Math.Min(to, now.ToUnixTimeMilliseconds()) - from) / 1000.0;

    public static string NameOf(MetricStep step) => step switch { MetricStep.Minute => "1m", MetricStep.FiveMinutes => "5m", MetricStep.Hour => "1h", _ => "1d" };
}
