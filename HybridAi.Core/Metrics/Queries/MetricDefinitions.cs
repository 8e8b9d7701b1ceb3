using System.Collections.Frozen;
using static HybridAi.Core.Metrics.MetricNumber;

namespace HybridAi.Core.Metrics.Queries;

/// <summary>All metrics. A metric is a line here.</summary>
public static class MetricDefinitions
{
    private const decimal Nanos = 1_000_000_000m;
    private const int Digits = 6;

    private static readonly MetricNumber[] InputClasses = [InputTokens, CachedInputTokens, CacheWriteTokens, CacheWrite1hTokens, AudioInputTokens, ImageInputTokens];
    private static readonly MetricNumber[] OutputClasses = [OutputTokens, ReasoningTokens, AudioOutputTokens, ImageOutputTokens];

    /// <summary>The metrics, in the order in which they are listed.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } =
    [
        Count("requests", "requests", Requests),
        Count("succeeded", "requests", Succeeded),
        new("errors", "requests", static (sums, _) => sums.Errors) { RankBy = [Failed, Interrupted] },
        Count("cancelled", "requests", Cancelled),
        new("success_rate", "share", static (sums, _) => SuccessRate(sums)),
        new("error_rate", "share", static (sums, _) => SuccessRate(sums) is { } rate ? 1 - rate : null) { RankBy = [Failed, Interrupted] },
        new("requests_per_second", "1/s", static (sums, seconds) => PerSecond(sums, seconds)),
        Count("attempts", "attempts", Attempts),
        new("tokens", "tokens", static (sums, _) => sums.Tokens) { RankBy = [.. InputClasses, .. OutputClasses] },
        new("total_input_tokens", "tokens", static (sums, _) => sums.InputTokens) { RankBy = InputClasses },
        new("total_output_tokens", "tokens", static (sums, _) => sums.OutputTokens) { RankBy = OutputClasses },
        Count("input_tokens", "tokens", InputTokens),
        Count("cached_input_tokens", "tokens", CachedInputTokens),
        Count("cache_write_tokens", "tokens", CacheWriteTokens),
        Count("cache_write_1h_tokens", "tokens", CacheWrite1hTokens),
        Count("audio_input_tokens", "tokens", AudioInputTokens),
        Count("image_input_tokens", "tokens", ImageInputTokens),
        Count("output_tokens", "tokens", OutputTokens),
        Count("reasoning_tokens", "tokens", ReasoningTokens),
        Count("audio_output_tokens", "tokens", AudioOutputTokens),
        Count("image_output_tokens", "tokens", ImageOutputTokens),
        new("cost", "USD", static (sums, _) => sums[CostNanos] / Nanos) { RankBy = [CostNanos] },
        Count("unknown_costs", "requests", UnknownCosts),
        new("cost_saved", "USD", static (sums, _) => sums[SavedNanos] / Nanos) { RankBy = [SavedNanos] },
        new("cache_hit_rate", "share", static (sums, _) => CacheHitRate(sums)),
        new("latency_avg", "ms", static (sums, _) => Average(sums[DurationMicros], sums[Succeeded])),
        Latency("latency_p50", 0.5),
        Latency("latency_p95", 0.95),
        Latency("latency_p99", 0.99),
        FirstToken("ttft_p50", 0.5),
        FirstToken("ttft_p95", 0.95),
        FirstToken("ttft_p99", 0.99),
    ];

    private static FrozenDictionary<string, MetricDefinition> ByName { get; } = All.ToFrozenDictionary(metric => metric.Name, StringComparer.Ordinal);

    /// <summary>Finds a metric by its name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The metric, or null if there is none.</returns>
    public static MetricDefinition? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The share of those that succeeded among those that the caller did not end itself; null if there are none.</summary>
    /// <param name="sums">The requests.</param>
    public static decimal? SuccessRate(MetricSums sums) => Share(sums[Succeeded], sums.Errors);

    /// <summary>The share of those that the cache knew among those that it was asked for; null if there are none.</summary>
    /// <param name="sums">The requests.</param>
    public static decimal? CacheHitRate(MetricSums sums) => Share(sums[CacheHits], sums[CacheMisses]);

    /// <summary>Requests a second.</summary>
    /// <param name="sums">The requests.</param>
    /// <param name="seconds">The time in which they arrived.</param>
    public static decimal? PerSecond(MetricSums sums, double seconds) => seconds <= 0 ? null : decimal.Round(sums[Requests] / (decimal)seconds, Digits);

    /// <summary>An average of microseconds, in milliseconds; null of nothing.</summary>
    /// <param name="micros">The sum.</param>
    /// <param name="count">Of how many.</param>
    public static decimal? Average(long micros, long count) => count == 0 ? null : decimal.Round(micros / 1000m / count, 3);

    /// <summary>A quantile, in milliseconds; null of nothing.</summary>
    /// <param name="counts">The values.</param>
    /// <param name="rank">0 to 1.</param>
    public static decimal? Quantile(QuantileCounts counts, double rank) => counts.Quantile(rank) is { } value ? decimal.Round((decimal)value, 3) : null;

    private static decimal? Share(long part, long rest) => part + (decimal)rest == 0 ? null : decimal.Round(part / (part + (decimal)rest), Digits);

    private static MetricDefinition Count(string name, string unit, MetricNumber number) => new(name, unit, (sums, _) => sums[number]) { RankBy = [number] };

    private static MetricDefinition Latency(string name, double rank) => new(name, "ms", (sums, _) => Quantile(sums.Durations, rank)) { Durations = true };

    private static MetricDefinition FirstToken(string name, double rank) => new(name, "ms", (sums, _) => Quantile(sums.FirstTokens, rank)) { FirstTokens = true };
}
