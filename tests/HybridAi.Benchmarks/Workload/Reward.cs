using HybridAi.Benchmarks.Workload.World;
using HybridAi.Core.Routing.Learning;
using HybridAi.Core.Routing.Strategies;

namespace HybridAi.Benchmarks.Workload;

/// <summary>What requests are worth, by the weights that the strategy `adaptive` has by default: what it is after, measured from outside.</summary>
internal static class Reward
{
    private static readonly AdaptiveConfig Weights = new();

    /// <summary>What a request came to. Without an answer it has no quality, and its caller waited for nothing.</summary>
    public static double Of(Outcome outcome) => Of(outcome.Served ? outcome.Quality : 0, (double)outcome.Cost.Usd, outcome.Wait.TotalSeconds);

    /// <summary>What an attempt would come to.</summary>
    public static double Of(Expectation expected, bool streamed) =>
        Of(expected.Quality * (1 - expected.Failure), expected.Usd, streamed ? expected.First + (Forecast.ShareOfWholeStream * expected.Whole) : expected.Whole);

    /// <summary>What a caller waits: for a whole answer; of a stream, for its beginning and a quarter of the whole.</summary>
    public static TimeSpan WaitOf(TimeSpan took, TimeSpan? first) => first is { } content ? content + (Forecast.ShareOfWholeStream * took) : took;

    private static double Of(double quality, double usd, double seconds) => (Weights.Quality * quality) - (Weights.Cost * usd) - (Weights.Latency * seconds);
}
