using HybridAi.Client.Optimization;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;

namespace HybridAi.Gateway.Endpoints.Optimization;

/// <summary>Compares what was measured of requests in two times. Each figure is told with the number of requests that it is of.</summary>
internal static class Improvements
{
    private const decimal Nanos = 1_000_000_000m;
    private const int CostDigits = 9, Digits = 6;

    private static readonly Measure[] All =
    [
        // Requests whose cost is not known are in neither number.
        new("cost_per_request", "USD", LessIsBetter: true, Priced, static sums => Priced(sums) == 0 ? null : decimal.Round(sums[MetricNumber.CostNanos] / Nanos / Priced(sums), CostDigits)),
        new("latency_avg", "ms", LessIsBetter: true, static sums => sums[MetricNumber.Succeeded], static sums => MetricDefinitions.Average(sums[MetricNumber.DurationMicros], sums[MetricNumber.Succeeded])),
        new("latency_p95", "ms", LessIsBetter: true, static sums => sums.Durations.Count, static sums => MetricDefinitions.Quantile(sums.Durations, 0.95)),
        new("ttft_p95", "ms", LessIsBetter: true, static sums => sums.FirstTokens.Count, static sums => MetricDefinitions.Quantile(sums.FirstTokens, 0.95)),
        new("success_rate", "share", LessIsBetter: false, static sums => sums[MetricNumber.Succeeded] + sums.Errors, MetricDefinitions.SuccessRate),
        new("cache_hit_rate", "share", LessIsBetter: false, static sums => sums[MetricNumber.CacheHits] + sums[MetricNumber.CacheMisses], MetricDefinitions.CacheHitRate),
    ];

    public static IReadOnlyList<ImprovementDocument> Of(MetricSums now, MetricSums before) => [.. All.Select(measure => measure.Compare(now, before))];

    public static CacheSavingDocument Saving(MetricSums now, MetricSums before)
    {
        var all = now[MetricNumber.SavedNanos] + (decimal)now[MetricNumber.CostNanos];
        return new CacheSavingDocument(
            now[MetricNumber.SavedNanos] / Nanos, now[MetricNumber.CacheHits], before[MetricNumber.SavedNanos] / Nanos, before[MetricNumber.CacheHits],
            all == 0 || now[MetricNumber.UnknownCosts] > 0 ? null : decimal.Round(now[MetricNumber.SavedNanos] / all, Digits));
    }

    private static long Priced(MetricSums sums) => sums[MetricNumber.Requests] - sums[MetricNumber.UnknownCosts];

    private sealed record Measure(string Name, string Unit, bool LessIsBetter, Func<MetricSums, long> Count, Func<MetricSums, decimal?> Value)
    {
        public ImprovementDocument Compare(MetricSums now, MetricSums before)
        {
            var (value, previous) = (Value(now), Value(before));
            return new ImprovementDocument
            {
                Metric = Name,
                Unit = Unit,
                Value = value,
                Requests = Count(now),
                Previous = previous,
                PreviousRequests = Count(before),
                Change = value is null || previous is null or 0 ? null : decimal.Round((value.Value - previous.Value) / previous.Value, Digits),
                Better = value is null || previous is null || value == previous ? null : LessIsBetter ? value < previous : value > previous,
            };
        }
    }
}
