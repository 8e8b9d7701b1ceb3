using System.Numerics;

namespace HybridAi.Benchmarks.Load;

/// <summary>
/// Counts of durations in buckets that are each 1/64 of their value wide or narrower, as HdrHistogram has them: percentiles are
/// exact to 1.6 %, from a nanosecond to hours, in 29 kB and without keeping samples. Any thread may record.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 6;
    private const int SubBuckets = 1 << SubBits;

    private readonly long[] _counts = new long[SubBuckets * (64 - SubBits)];
    private long _max;

    public long Count => _counts.Sum();

    public TimeSpan Max => FromNanoseconds(_max);

    public void Record(long nanoseconds)
    {
        nanoseconds = Math.Max(nanoseconds, 0);
        Interlocked.Increment(ref _counts[IndexOf((ulong)nanoseconds)]);
        var seen = Volatile.Read(ref _max);
        while (nanoseconds > seen)
            seen = Interlocked.CompareExchange(ref _max, nanoseconds, seen) is var before && before == seen ? nanoseconds : before;
    }

    /// <summary>The duration that this share of the samples does not exceed; zero if there are none.</summary>
    /// <param name="share">From 0 to 1.</param>
    public TimeSpan Percentile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Count));
        long seen = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
                return FromNanoseconds(Math.Min(MiddleOf(i), _max));
        }

        return TimeSpan.Zero;
    }

    private static int IndexOf(ulong value)
    {
        // Values below 64 have a bucket each; above, the top seven bits choose it.
        var shift = Math.Max(0, 63 - SubBits - BitOperations.LeadingZeroCount(value));
        return (shift * SubBuckets) + (int)(value >> shift);
    }

    private static long MiddleOf(int index)
    {
        if (index < 2 * SubBuckets)
            return index;
        var shift = (index / SubBuckets) - 1;
        var low = (long)(SubBuckets + (index % SubBuckets)) << shift;
        return low + (1L << shift >> 1);
    }

    private static TimeSpan FromNanoseconds(long nanoseconds) => TimeSpan.FromMicroseconds(nanoseconds / 1000.0);
}
