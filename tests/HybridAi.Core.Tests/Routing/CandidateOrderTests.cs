using HybridAi.Core.Metrics;
using HybridAi.Core.Routing;

namespace HybridAi.Core.Tests.Routing;

public sealed class CandidateOrderTests
{
    private static readonly Deployment Any = new() { Provider = "p", Model = "m" };

    [Theory]
    [InlineData(2)]
    [InlineData(17)]
    [InlineData(256)]
    [InlineData(257)]
    public void The_lowest_tier_comes_first_then_the_lowest_score_and_of_equal_ones_the_earlier(int count)
    {
        var random = new RandomSource(count);
        RouteCandidate[] candidates = [.. Enumerable.Range(0, count).Select(i => new RouteCandidate
        {
            Deployment = Any, Index = (i * 7) % count, Tier = random.Next() < 0.5 ? UInt128.One << 100 : (UInt128)(3 * random.Next()), Score = random.Next() < 0.1 ? double.PositiveInfinity : Math.Floor(10 * random.Next()), CachedTokens = i,
        })];
        var expected = candidates.OrderBy(candidate => candidate.Tier).ThenBy(candidate => candidate.Score).ThenBy(candidate => candidate.Index).Select(candidate => candidate.CachedTokens).ToArray();
        CandidateOrder.Sort(candidates);
        Assert.Equal(expected, candidates.Select(candidate => candidate.CachedTokens));
    }
}
