namespace HybridAi.Core.Resilience;

/// <summary>Buckets of durations from 1 ms to 17 min, each a quarter of an octave wide, so that a percentile is right to about a tenth.</summary>
public static class LatencyScale
{
    /// <summary>How many there are.</summary>
    public const int Buckets = 81;

    private const int PerOctave = 4;

    /// <summary>The bucket that a duration falls into.</summary>
    /// <param name="duration">The duration.</param>
    public static int BucketOf(TimeSpan duration) =>
        duration.TotalMilliseconds <= 1 ? 0 : Math.Min(Buckets - 1, (int)(PerOctave * Math.Log2(duration.TotalMilliseconds)));

    /// <summary>The duration at which a bucket ends.</summary>
    /// <param name="bucket">The bucket, from 0.</param>
    public static TimeSpan EndOf(int bucket) => TimeSpan.FromMilliseconds(Math.Pow(2, (bucket + 1.0) / PerOctave));

    /// <summary>The duration that so large a share of the calls did not take longer than, by the nearest rank.</summary>
    /// <param name="counts">Calls by bucket.</param>
    /// <param name="share">The share, such as 0.95.</param>
    /// <returns>The middle of the bucket that it falls into; null without a call.</returns>
    public static TimeSpan? Percentile(ReadOnlySpan<int> counts, double share)
    {
        var total = 0L;
        foreach (var count in counts)
            total += count;
        var rank = (long)Math.Ceiling(total * share);
        for (var i = 0; i < counts.Length && total > 0; i++)
        {
            if ((rank -= counts[i]) <= 0)
                return TimeSpan.FromMilliseconds(Math.Pow(2, (i + 0.5) / PerOctave));
        }

        return null;
    }
}
