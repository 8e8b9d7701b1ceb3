namespace HybridAi.Core.Metrics;

/// <summary>
/// An exponentially weighted average by time: a value counts half as much when it is a half-life old, however many came since. Any number
/// of threads may add at the same time; none waits.
/// </summary>
/// <remarks>
/// The sum of value · 2^(−age / half-life) over the sum of 2^(−age / half-life), both kept by decaying them at each addition (exponential
/// decay of G. Cormode et al., "Forward decay: a practical time decay model for streaming systems", ICDE 2009).
/// </remarks>
/// <param name="halfLife">The half-life.</param>
/// <param name="time">The clock.</param>
public sealed class DecayingAverage(TimeSpan halfLife, TimeProvider time)
{
    private readonly double _halfLifeTicks = halfLife.TotalSeconds * time.TimestampFrequency;
    private Sums _sums = new(0, 0, 0);

    /// <summary>The average, or null before the first value.</summary>
    public double? Value => Volatile.Read(ref _sums) is { Weight: > 0 } sums ? sums.Value / sums.Weight : null;

    /// <summary>What the values added up to in each second, lately.</summary>
    /// <param name="now">The moment, as a timestamp of the clock.</param>
    public double PerSecond(long now)
    {
        var sums = Volatile.Read(ref _sums);
        // A steady stream of values that add up to one a second has the decayed sum half-life / ln 2.
        return sums.Value * Decay(sums, now) * Math.Log(2) / halfLife.TotalSeconds;
    }

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value.</param>
    public void Add(double value)
    {
        var now = time.GetTimestamp();
        while (true)
        {
            var before = Volatile.Read(ref _sums);
            var decay = Decay(before, now);
            // Threads that come in another order than their clocks do no harm: nothing grows by being old.
            var after = new Sums((before.Value * decay) + value, (before.Weight * decay) + 1, Math.Max(now, before.At));
            if (Interlocked.CompareExchange(ref _sums, after, before) == before)
                return;
        }
    }

    /// <summary>The average together with a number of imagined zeros that do not age, so that few or old values say little.</summary>
    /// <param name="zeros">How many zeros.</param>
    /// <param name="now">The moment, as a timestamp of the clock.</param>
    public double ValueAmongZeros(double zeros, long now)
    {
        var sums = Volatile.Read(ref _sums);
        if (sums.Value == 0)
            return 0;
        var decay = Decay(sums, now);
        return sums.Value * decay / ((sums.Weight * decay) + zeros);
    }

    private double Decay(Sums sums, long now) => now <= sums.At ? 1 : Math.Exp((sums.At - now) / _halfLifeTicks * Math.Log(2));

    private sealed record Sums(double Value, double Weight, long At);
}
