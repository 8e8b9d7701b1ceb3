using HybridAi.Core.Health;

namespace HybridAi.Core.Tests.Health;

public sealed class LatencyTests
{
    [Fact]
    public void Moments_are_those_of_the_logarithms_however_they_are_added_up()
    {
        var random = new Random(7);
        var values = Enumerable.Range(0, 500).Select(_ => 50 + (random.NextDouble() * 950)).ToArray();
        var parts = values.Chunk(37).Select(chunk => Of(chunk)).ToArray();
        var merged = parts.Aggregate(default(LatencyMoments), (sum, part) => sum.With(part));
        var logs = values.Select(value => Math.Log(value)).ToArray();
        var mean = logs.Average();
        foreach (var moments in new[] { Of(values), merged })
        {
            Assert.Equal(500, moments.Count);
            Assert.Equal(mean, moments.Mean, 6);
            Assert.Equal(logs.Sum(log => (log - mean) * (log - mean)) / 499, moments.Variance, 6);
            Assert.Equal(Math.Exp(mean), moments.GeometricMean!.Value, 3);
        }
    }

    [Fact]
    public void Nothing_has_no_mean_and_one_no_spread()
    {
        Assert.Null(default(LatencyMoments).GeometricMean);
        Assert.Equal((1L, 0.0), (Of([100]).Count, Of([100]).Variance));
        Assert.Equal(Of([100]), Of([100]).With(default(LatencyMoments)));
        Assert.Equal(Math.Log(0.01), default(LatencyMoments).With(TimeSpan.Zero).Mean, 10);
    }

    [Theory]
    [InlineData(0.5, 0.0)]
    [InlineData(0.5, 0.2)]
    [InlineData(0.1, 0.4)]
    public void A_baseline_tells_what_differs_between_calls_from_what_differs_between_times(double within, double between)
    {
        var random = new Random(11);
        var baseline = default(LatencyBaseline);
        for (var stretch = 0; stretch < 2000; stretch++)
        {
            var mean = Math.Log(400) + (between * Normal(random));
            baseline = baseline.With(Of([.. Enumerable.Range(0, random.Next(5, 60)).Select(_ => Math.Exp(mean + (within * Normal(random))))]));
        }

        Assert.InRange(Math.Sqrt(baseline.Within), within * 0.97, within * 1.03);
        Assert.InRange(Math.Sqrt(baseline.Between), (between * 0.95) - 0.03, (between * 1.05) + 0.03);
        Assert.InRange(baseline.GeometricMean!.Value, 390, 410);
    }

    [Fact]
    public void A_stretch_without_calls_changes_no_baseline()
    {
        var baseline = default(LatencyBaseline).With(Of([100, 120]));
        Assert.Equal(baseline, baseline.With(default));
        Assert.Equal((1L, 2L, 0.0), (baseline.Stretches, baseline.Count, baseline.Between));
        Assert.Null(default(LatencyBaseline).GeometricMean);
    }

    internal static LatencyMoments Of(IEnumerable<double> milliseconds) =>
        milliseconds.Aggregate(default(LatencyMoments), (sum, value) => sum.With(TimeSpan.FromMilliseconds(value)));

    internal static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
