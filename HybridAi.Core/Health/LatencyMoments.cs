namespace HybridAi.Core.Health;

/// <summary>
/// Count, mean and spread of the natural logarithms of durations in milliseconds. Durations are skewed to the right and differ by factors; their logarithms are
/// near enough to a normal distribution to compare means.
/// </summary>
/// <param name="Count">How many durations.</param>
/// <param name="Mean">The mean of their logarithms; 0 without any.</param>
/// <param name="Squares">The sum of the squared distances from it.</param>
/// <remarks>Welford's and Chan's updates: https://en.wikipedia.org/wiki/Algorithms_for_calculating_variance#Parallel_algorithm.</remarks>
public readonly record struct LatencyMoments(long Count, double Mean, double Squares)
{
    // Below that clocks tell nothing.
    private const double LeastMilliseconds = 0.01;

    /// <summary>The geometric mean in milliseconds; null without any.</summary>
    public double? GeometricMean => Count == 0 ? null : Math.Exp(Mean);

    /// <summary>The variance of the logarithms; 0 with fewer than two.</summary>
    public double Variance => Count < 2 ? 0 : Squares / (Count - 1);

    /// <summary>Of durations that are all the same.</summary>
    /// <param name="milliseconds">The duration; less than 0.01 ms counts as that.</param>
    /// <param name="count">How many.</param>
    public static LatencyMoments Same(double milliseconds, long count) => new(count, count == 0 ? 0 : Math.Log(Math.Max(milliseconds, LeastMilliseconds)), 0);

    /// <summary>With one more.</summary>
    /// <param name="duration">The duration; less than 0.01 ms counts as that.</param>
    public LatencyMoments With(TimeSpan duration)
    {
        var value = Math.Log(Math.Max(duration.TotalMilliseconds, LeastMilliseconds));
        var count = Count + 1;
        var distance = value - Mean;
        var mean = Mean + (distance / count);
        return new LatencyMoments(count, mean, Squares + (distance * (value - mean)));
    }

    /// <summary>With all of another set.</summary>
    /// <param name="other">The other set.</param>
    public LatencyMoments With(in LatencyMoments other)
    {
        if (other.Count == 0)
            return this;
        if (Count == 0)
            return other;
        var count = Count + other.Count;
        var distance = other.Mean - Mean;
        return new LatencyMoments(count, Mean + (distance * other.Count / count), Squares + other.Squares + (distance * distance * Count * other.Count / count));
    }
}
