namespace HybridAi.Core.Caching.Rules;

/// <summary>
/// Finds the shortest time to live that would have kept a share of the measured reuses. An answer ends a fixed time after it was made, however often it is used; a use after
/// that makes it anew. So a time as long as the longest gap does not keep every reuse: what it would have kept is found by playing the gaps through, in an order drawn by a
/// fixed seed, as if they were those of one answer after the other.
/// </summary>
public static class TtlProposals
{
    private const int Played = 20_000;
    private const int Seed = 20260301;

    /// <summary>Proposes a time.</summary>
    /// <param name="gaps">The times between uses.</param>
    /// <param name="share">The share to keep, above 0 and below 1.</param>
    /// <param name="longest">The longest time to propose.</param>
    /// <returns>The time, and the share that it keeps: less than wanted if no time up to the longest keeps so many.</returns>
    public static (TimeSpan Ttl, double Keeps) Find(ReuseHistogram gaps, double share, TimeSpan longest)
    {
        var sample = Draw(gaps);
        // What a time keeps grows with it, but for the chance in the order.
        var (low, high) = (0, ReuseHistogram.BucketOf(longest));
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Keeps(sample, ReuseHistogram.EndOf(middle)) >= share)
                high = middle;
            else
                low = middle + 1;
        }

        var ttl = Rounded(ReuseHistogram.EndOf(low), longest);
        return (ttl, Keeps(sample, ttl));
    }

    /// <summary>The share of reuses that a time would have kept.</summary>
    /// <param name="gaps">The times between uses.</param>
    /// <param name="ttl">The time.</param>
    public static double Keeps(ReuseHistogram gaps, TimeSpan ttl) => Keeps(Draw(gaps), ttl);

    private static double Keeps(double[] gaps, TimeSpan ttl)
    {
        if (gaps.Length == 0)
            return 0;
        var (kept, age, end) = (0, 0.0, ttl.TotalSeconds);
        foreach (var gap in gaps)
        {
            age += gap;
            if (age < end)
                kept++;
            else
                age = 0;
        }

        return (double)kept / gaps.Length;
    }

    // One of each quantile, so that the sample is as exact as the histogram.
    private static double[] Draw(ReuseHistogram gaps)
    {
        if (gaps.Count == 0)
            return [];
        var sample = new double[Math.Min(Played, gaps.Count * 10)];
        for (var i = 0; i < sample.Length; i++)
            sample[i] = gaps.Quantile((i + 0.5) / sample.Length).TotalSeconds;
        new Random(Seed).Shuffle(sample);
        return sample;
    }

    // Up to whole seconds, minutes or hours: people read it.
    private static TimeSpan Rounded(TimeSpan ttl, TimeSpan longest)
    {
        var unit = ttl >= TimeSpan.FromHours(10) ? TimeSpan.FromHours(1) : ttl >= TimeSpan.FromMinutes(10) ? TimeSpan.FromMinutes(1) : TimeSpan.FromSeconds(1);
        var rounded = unit * Math.Ceiling(ttl / unit);
        return rounded < CacheRule.ShortestTtl ? CacheRule.ShortestTtl : rounded < longest ? rounded : longest;
    }
}
