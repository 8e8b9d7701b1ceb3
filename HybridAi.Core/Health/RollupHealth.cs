using HybridAi.Core.Metrics;

namespace HybridAi.Core.Health;

/// <summary>What rollups tell of the health of something, in the form that <see cref="HealthJudge"/> judges. Times are within the 1 % of the sketches that they come from.</summary>
public static class RollupHealth
{
    /// <summary>What requests came to.</summary>
    /// <param name="sums">Their sums, with both sketches.</param>
    public static HealthFigures FiguresOf(MetricSums sums) =>
        new(sums[MetricNumber.Succeeded] + sums.Errors, sums.Errors, MomentsOf(sums.FirstTokens), MomentsOf(sums.Durations));

    /// <summary>What is usual.</summary>
    /// <param name="subject">Of what.</param>
    /// <param name="stretches">Stretches of time of the same length; null: no request.</param>
    public static HealthBaseline BaselineOf(string subject, IEnumerable<MetricSums?> stretches)
    {
        var baseline = new HealthBaseline(subject, 0, 0, default, default);
        foreach (var stretch in stretches)
        {
            if (stretch is null)
                continue;
            var figures = FiguresOf(stretch);
            baseline = new(subject, baseline.Calls + figures.Calls, baseline.Failed + figures.Failed, baseline.Streams.With(figures.Streams), baseline.Answers.With(figures.Answers));
        }

        return baseline;
    }

    private static LatencyMoments MomentsOf(QuantileCounts counts)
    {
        var moments = default(LatencyMoments);
        foreach (var (milliseconds, count) in counts.Values)
            moments = moments.With(LatencyMoments.Same(milliseconds, count));
        return moments;
    }
}
