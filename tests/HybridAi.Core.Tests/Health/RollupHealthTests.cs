using HybridAi.Core.Health;
using HybridAi.Core.Metrics;

namespace HybridAi.Core.Tests.Health;

public sealed class RollupHealthTests
{
    [Fact]
    public void Means_and_spreads_of_logarithms_come_from_sketches_as_from_the_durations_themselves()
    {
        var (random, sums, truth) = (new Random(7), new MetricSums(), default(LatencyMoments));
        for (var i = 0; i < 5_000; i++)
        {
            var milliseconds = Math.Exp(4 + (random.NextDouble() * 3));
            sums.Durations.Add(milliseconds);
            truth = truth.With(TimeSpan.FromMilliseconds(milliseconds));
        }

        sums.Add(MetricNumber.Succeeded, 5_000);
        sums.Add(MetricNumber.Failed, 20);
        sums.Add(MetricNumber.Interrupted, 5);
        sums.Add(MetricNumber.Cancelled, 100);
        var figures = RollupHealth.FiguresOf(sums);
        Assert.Equal((5_025L, 25L, 5_000L, 0L), (figures.Calls, figures.Failed, figures.Answers.Count, figures.Streams.Count));
        // 1 % of a value is 0.01 of its logarithm.
        Assert.Equal(truth.Mean, figures.Answers.Mean, 0.01);
        Assert.Equal(truth.Variance, figures.Answers.Variance, 0.02);
    }

    [Fact]
    public void A_baseline_adds_up_stretches_and_leaves_out_those_without_requests()
    {
        var (slow, quick) = (Of(200, 10), Of(100, 30));
        var baseline = RollupHealth.BaselineOf("openai/m", [slow, null, quick]);
        Assert.Equal(("openai/m", 40L, 0L, 2L, 40L), (baseline.Deployment, baseline.Calls, baseline.Failed, baseline.Answers.Stretches, baseline.Answers.Count));
        Assert.Equal(((10 * Math.Log(200)) + (30 * Math.Log(100))) / 40, baseline.Answers.Mean, 0.01);
        Assert.Equal(0, baseline.Answers.Within, 0.0001);
        Assert.True(baseline.Answers.Between > 0.1);
    }

    private static MetricSums Of(double milliseconds, int calls)
    {
        var sums = new MetricSums();
        for (var i = 0; i < calls; i++)
            sums.Durations.Add(milliseconds);
        sums.Add(MetricNumber.Succeeded, calls);
        return sums;
    }
}
