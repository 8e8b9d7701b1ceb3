using HybridAi.Core.Providers.Testing;

namespace HybridAi.Core.Tests.Providers.Testing;

public sealed class SamplePercentilesTests
{
    [Fact]
    public void They_are_values_of_the_sample_by_nearest_rank()
    {
        Assert.Null(SamplePercentiles.Of([]));
        Assert.Equal(new SamplePercentiles(7, 7, 7), SamplePercentiles.Of([7]));
        Assert.Equal(new SamplePercentiles(1, 2, 2), SamplePercentiles.Of([2, 1]));
        Assert.Equal(new SamplePercentiles(50, 95, 99), SamplePercentiles.Of([.. Enumerable.Range(1, 100).Reverse().Select(value => (double)value)]));
        Assert.Equal(new SamplePercentiles(5, 10, 10), SamplePercentiles.Of([.. Enumerable.Range(1, 10).Select(value => (double)value)]));
    }
}
