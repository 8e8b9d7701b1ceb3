using HybridAi.Core.Metrics;

namespace HybridAi.Core.Tests.Metrics;

public sealed class RandomSourceTests
{
    [Fact]
    public void A_seed_gives_the_same_numbers_again_evenly_spread()
    {
        var (a, b, c) = (new RandomSource(7), new RandomSource(7), new RandomSource(8));
        var numbers = Enumerable.Range(0, 100_000).Select(_ => a.Next()).ToArray();
        Assert.Equal(numbers, Enumerable.Range(0, numbers.Length).Select(_ => b.Next()));
        Assert.NotEqual(numbers[0], c.Next());
        Assert.All(numbers, number => Assert.InRange(number, 0, 0.99999999999999999));
        foreach (var tenth in numbers.GroupBy(number => (int)(number * 10)))
            Assert.InRange(tenth.Count(), 9_600, 10_400);
    }
}
