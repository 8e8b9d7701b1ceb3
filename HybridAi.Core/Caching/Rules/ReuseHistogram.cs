namespace HybridAi.Core.Caching.Rules;

/// <summary>
/// How long it was between two uses of the same answer, counted in buckets that are 5 % wide each, from a tenth of a second to 90 days. Histograms add up. Any number of
/// threads may add at the same time.
/// </summary>
public sealed class ReuseHistogram
{
    private const double Width = 1.05, LowestSeconds = 0.1;

    private static readonly int Buckets = BucketOf(TimeSpan.FromDays(90)) + 1;

    private readonly long[] _counts = new long[Buckets];

    /// <summary>How many there are.</summary>
    public long Count => _counts.Sum();

    /// <summary>The bucket that a time falls into.</summary>
    /// <param name="gap">The time.</param>
    public static int BucketOf(TimeSpan gap) => gap.TotalSeconds <= LowestSeconds ? 0 : (int)Math.Ceiling(Math.Log(gap.TotalSeconds / LowestSeconds) / Math.Log(Width));

    /// <summary>The longest time in a bucket.</summary>
    /// <param name="bucket">The bucket.</param>
    public static TimeSpan EndOf(int bucket) => TimeSpan.FromSeconds(LowestSeconds * Math.Pow(Width, bucket));

    /// <summary>Counts a time.</summary>
    /// <param name="gap">The time.</param>
    public void Add(TimeSpan gap) => Add(BucketOf(gap), 1);

    /// <summary>Counts several at once.</summary>
    /// <param name="bucket">Their bucket; one beyond the last counts as that.</param>
    /// <param name="count">How many.</param>
    public void Add(int bucket, long count) => Interlocked.Add(ref _counts[Math.Clamp(bucket, 0, Buckets - 1)], count);

    /// <summary>Takes out what was counted.</summary>
    public IEnumerable<(int Bucket, long Count)> Drain()
    {
        for (var i = 0; i < Buckets; i++)
        {
            if (Interlocked.Exchange(ref _counts[i], 0) is > 0 and var count)
                yield return (i, count);
        }
    }

    /// <summary>The time at a rank.</summary>
    /// <param name="rank">0 to 1.</param>
    /// <returns>The end of the bucket that it is in; zero if nothing was counted.</returns>
    public TimeSpan Quantile(double rank)
    {
        var wanted = rank * Count;
        var below = 0L;
        for (var i = 0; i < Buckets; i++)
        {
            below += _counts[i];
            if (below >= wanted && below > 0)
                return EndOf(i);
        }

        return TimeSpan.Zero;
    }
}
