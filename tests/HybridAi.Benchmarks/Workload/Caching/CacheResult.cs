using System.Globalization;

namespace HybridAi.Benchmarks.Workload.Caching;

/// <summary>What the cache is worth with one seed.</summary>
internal sealed class CacheResult
{
    private const double LeastRepeated = 0.95;
    private const double LeastZipf = 0.40;
    private const double FewerCalls = 0.30;
    private const double LessTime = 0.40;

    public required long Seed { get; init; }

    /// <summary>What came of each world, without and with the cache.</summary>
    public required IReadOnlyDictionary<CacheWorld, (Score Without, Score With)> Scores { get; init; }

    /// <summary>What the cache has to reach.</summary>
    public IReadOnlyList<Goal> Goals => field ??= Compare();

    /// <summary>The share of all requests that the cache answered.</summary>
    public static double HitRate(Score score) => (double)score.FromCache / score.Requests;

    /// <summary>The share of those that it may answer.</summary>
    public static double HitRateOfCacheable(Score score) => (double)score.FromCache / score.Cacheable;

    /// <summary>By how much the mean answer time changes.</summary>
    public double TimeIn(CacheWorld world) => (Scores[world].With.Mean / Scores[world].Without.Mean) - 1;

    private Goal[] Compare()
    {
        var (repeated, (without, with)) = (HitRateOfCacheable(Scores[CacheWorld.Repeated].With), Scores[CacheWorld.Zipf]);
        var (zipf, calls, time) = (HitRate(with), ((double)with.Calls / without.Calls) - 1, TimeIn(CacheWorld.Zipf));
        return
        [
            new("hit rate, repeated", Text($"{repeated:0.0 %}"), Text($"{LeastRepeated:0 %}"), repeated > LeastRepeated),
            new("hit rate, Zipf", Text($"{zipf:0.0 %}"), Text($"{LeastZipf:0 %}"), zipf > LeastZipf),
            new("upstream calls", Text($"{calls:+0.0 %;−0.0 %}"), Text($"−{FewerCalls:0 %}"), calls <= -FewerCalls),
            new("mean answer time", Text($"{time:+0.0 %;−0.0 %}"), Text($"−{LessTime:0 %}"), time <= -LessTime),
        ];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
