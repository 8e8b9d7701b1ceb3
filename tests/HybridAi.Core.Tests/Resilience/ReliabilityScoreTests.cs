using HybridAi.Core.Resilience;

namespace HybridAi.Core.Tests.Resilience;

public sealed class ReliabilityScoreTests
{
    // By hand: Wilson's lower bound at z = 1 of 99 of 100 is (0.99 + 0.005 - sqrt(0.000099 + 0.000025)) / 1.01 = 0.974125…
    [Fact]
    public void It_is_as_published() => Assert.Equal(Math.Round(100 * ((0.8 * 0.97412) + (0.2 * 0.5)), 1), ReliabilityScore.Of(100, 1, 2, 1));

    [Fact]
    public void More_calls_more_successes_and_closed_circuits_raise_it()
    {
        Assert.Null(ReliabilityScore.Of(0, 0, 1, 1));
        Assert.True(ReliabilityScore.Of(1, 0, 1, 1) < ReliabilityScore.Of(100, 0, 1, 1));
        Assert.True(ReliabilityScore.Of(100, 20, 1, 1) < ReliabilityScore.Of(100, 10, 1, 1));
        Assert.True(ReliabilityScore.Of(100, 10, 2, 1) < ReliabilityScore.Of(100, 10, 2, 2));
        Assert.InRange(ReliabilityScore.Of(1_000_000, 0, 1, 1)!.Value, 99.9, 100);
        Assert.Equal(0, ReliabilityScore.Of(10, 10, 1, 0));
    }
}
