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
    public void The_lowest_score_comes_first_and_of_equal_ones_the_earlier(int count)
    {
        var random = new RandomSource(count);
        RouteCandidate[] candidates = [.. Enumerable.Range(0, count).Select(i => new RouteCandidate
        {
            Deployment = Any, Index = (i * 7) % count, Score = random.Next() < 0.1 ? double.PositiveInfinity : Math.Floor(10 * random.Next()), CachedTokens = i,
        })];
        var expected = candidates.OrderBy(candidate => candidate.Score).ThenBy(candidate => candidate.Index).Select(candidate => candidate.CachedTokens).ToArray();
        CandidateOrder.SortByScore(candidates);
        Assert.Equal(expected, candidates.Select(candidate => candidate.CachedTokens));
    }
}
