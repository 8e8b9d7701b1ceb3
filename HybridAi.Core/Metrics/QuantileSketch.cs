namespace HybridAi.Core.Metrics;

/// <summary>
/// Quantiles of many values in little memory, off by at most 1 % of the true value; two sketches add up to the sketch of all their values.
/// Any number of threads may add at the same time; none waits.
/// </summary>
/// <remarks>
/// DDSketch with buckets of a fixed range (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile sketch with relative-error
/// guarantees", VLDB 2019). With the accuracy α and γ = (1 + α) / (1 − α), the value x falls into bucket i = ⌈log_γ(x / lowest)⌉, and every
/// bucket answers with 2·lowest·γ^i / (γ + 1), which is within α of all that falls into it. Values outside of the range count as its ends.
/// About 4 KiB.
/// </remarks>
public sealed class QuantileSketch
{
    /// <summary>How far a quantile may be off, relative to the true value.</summary>
    public const double Accuracy = 0.01;

    /// <summary>The least value that is told from others. In milliseconds, the unit that sketches of durations are kept in: 0.1 ms.</summary>
    public const double Lowest = 0.1;

    /// <summary>The greatest value that is told from others. In milliseconds: 2.8 hours.</summary>
    public const double Highest = 1e7;

    private const double Gamma = (1 + Accuracy) / (1 - Accuracy);
    private static readonly double LogGamma = Math.Log(Gamma);
    internal static readonly int Buckets = (int)Math.Ceiling(Math.Log(Highest / Lowest) / LogGamma) + 1;
    private static readonly double[] Values = [.. Enumerable.Range(0, Buckets).Select(i => 2 * Lowest * Math.Pow(Gamma, i) / (Gamma + 1))];

    private readonly int[] _counts = new int[Buckets];

    /// <summary>How many values were added.</summary>
    public long Count
    {
        get
        {
            var count = 0L;
            foreach (var bucket in _counts)
                count += bucket;
            return count;
        }
    }

    /// <summary>The value that a bucket answers with.</summary>
    internal static double ValueOf(int bucket) => Values[bucket];

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value; not a number counts as the least.</param>
    public void Add(double value) => Interlocked.Increment(ref _counts[BucketOf(value)]);

    /// <summary>Adds all values of another sketch, which stays as it is.</summary>
    /// <param name="other">The other sketch.</param>
    public void Add(QuantileSketch other)
    {
        for (var i = 0; i < Buckets; i++)
        {
            if (Volatile.Read(ref other._counts[i]) is not 0 and var count)
                Interlocked.Add(ref _counts[i], count);
        }
    }

    /// <summary>The value at a rank: 0.5 is the median.</summary>
    /// <param name="rank">0 to 1; the value is that of the ⌊rank · (count − 1)⌋th smallest, counted from 0.</param>
    /// <returns>The value, or null if there are none.</returns>
    public double? Quantile(double rank)
    {
        Span<double> value = stackalloc double[1];
        return Quantiles([this], [rank], value) == 0 ? null : value[0];
    }

    /// <summary>Values at several ranks of the union of several sketches, without building it.</summary>
    /// <param name="parts">The sketches.</param>
    /// <param name="ranks">The ranks, rising.</param>
    /// <param name="values">Gets the values; untouched if there are none.</param>
    /// <returns>How many values the sketches have together.</returns>
    public static long Quantiles(ReadOnlySpan<QuantileSketch> parts, ReadOnlySpan<double> ranks, Span<double> values)
    {
        var total = 0L;
        Span<int> union = stackalloc int[Buckets];
        foreach (var part in parts)
        {
            for (var i = 0; i < union.Length; i++)
            {
                var count = part._counts[i];
                union[i] += count;
                total += count;
            }
        }

        if (total == 0)
            return 0;
        var (bucket, below) = (0, (long)union[0]);
        for (var i = 0; i < ranks.Length; i++)
        {
            var wanted = (long)(ranks[i] * (total - 1));
            while (below <= wanted && bucket < union.Length - 1)
                below += union[++bucket];
            values[i] = Values[bucket];
        }

        return total;
    }

    /// <summary>The bucket that a value falls into.</summary>
    internal static int BucketOf(double value) => value > Lowest
        ? Math.Min((int)Math.Ceiling(Math.Log(value / Lowest) / LogGamma), Buckets - 1)
        : 0;
}
