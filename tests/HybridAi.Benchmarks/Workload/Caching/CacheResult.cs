using System.Globalization;
using HybridAi.Benchmarks.Workload.World;

namespace HybridAi.Benchmarks.Workload.Caching;

/// <summary>What the cache is worth with one seed.</summary>
internal sealed class CacheResult
{
    /// <summary>Three times as long as an answer lives.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(3);

    /// <summary>What is compared, and in which traffic; the goals are judged by the first of each.</summary>
    public static readonly IReadOnlyList<(Popularity Popularity, Contender Without, Contender With)> Pairs =
    [
        .. Contender.Cached.Select(pair => (Popularity.Zipf, pair.Without, pair.With)),
        (Popularity.Repeated, Contender.Cached[0].Without, Contender.Cached[0].With),
    ];

    private const double LeastRepeated = 0.95;
    private const double LeastZipf = 0.40;
    private const double FewerCalls = 0.30;
    private const double LessTime = 0.40;

    public required long Seed { get; init; }

    /// <summary>What came of <see cref="Pairs"/>.</summary>
    public required IReadOnlyList<(Score Without, Score With)> Scores { get; init; }

    /// <summary>What the cache has to reach.</summary>
    public IReadOnlyList<Goal> Goals => field ??= Compare();

    /// <summary>The share of all requests that the cache answered.</summary>
    public static double HitRate(Score score) => (double)score.FromCache / score.Requests;

    /// <summary>The share of those that it may answer.</summary>
    public static double HitRateOfCacheable(Score score) => (double)score.FromCache / score.Cacheable;

    private (Score Without, Score With) For(Popularity popularity) => Scores[Pairs.Index().First(pair => pair.Item.Popularity == popularity).Index];

    private Goal[] Compare()
    {
        var (repeated, (without, with)) = (HitRateOfCacheable(For(Popularity.Repeated).With), For(Popularity.Zipf));
        var (zipf, calls, time) = (HitRate(with), ((double)with.Calls / without.Calls) - 1, (with.Mean / without.Mean) - 1);
        return
        [
            new("hit rate, repeated", Text($"{repeated:0.0 %}"), Text($"{LeastRepeated:0 %}"), repeated > LeastRepeated),
            new("hit rate, Zipf", Text($"{zipf:0.0 %}"), Text($"{LeastZipf:0 %}"), zipf > LeastZipf),
            new("upstream calls, Zipf", Text($"{calls:+0.0 %;−0.0 %}"), Text($"−{FewerCalls:0 %}"), calls <= -FewerCalls),
            new("mean answer time, Zipf", Text($"{time:+0.0 %;−0.0 %}"), Text($"−{LessTime:0 %}"), time <= -LessTime),
        ];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
