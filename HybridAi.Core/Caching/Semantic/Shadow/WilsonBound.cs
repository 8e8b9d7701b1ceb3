namespace HybridAi.Core.Caching.Semantic.Shadow;

/// <summary>
/// How large a share can be at least, and at most, by what was counted (E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927). Each bound
/// is wrong in 2.5 % of the cases.
/// </summary>
public static class WilsonBound
{
    // The 97.5 % quantile of the normal distribution.
    private const double Z = 1.959964;

    /// <summary>The least share that agrees with the counts.</summary>
    /// <param name="hits">How often it was so, from 0.</param>
    /// <param name="of">How often it was tried; 0 says nothing.</param>
    /// <returns>From 0 to 1.</returns>
    public static double Lower(long hits, long of) => of == 0 ? 0 : Math.Max(0, Center(hits, of) - Width(hits, of));

    /// <summary>The largest share that agrees with the counts.</summary>
    /// <param name="hits">How often it was so, from 0.</param>
    /// <param name="of">How often it was tried; 0 says nothing.</param>
    /// <returns>From 0 to 1.</returns>
    public static double Upper(long hits, long of) => of == 0 ? 1 : Math.Min(1, Center(hits, of) + Width(hits, of));

    /// <summary>How many tries it takes at least to show a share: so many that all had to be hits.</summary>
    /// <param name="share">The share, from 0 to below 1.</param>
    public static long LeastTries(double share)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(share, 1);
        // n ÷ (n + z²) is the lower bound when all are hits.
        return Math.Max(1, (long)Math.Ceiling(share * Z * Z / (1 - share)));
    }

    private static double Center(long hits, long of) => ((hits / (double)of) + (Z * Z / (2 * of))) / (1 + (Z * Z / of));

    private static double Width(long hits, long of)
    {
        var share = hits / (double)of;
        return Z / (1 + (Z * Z / of)) * Math.Sqrt((share * (1 - share) / of) + (Z * Z / (4.0 * of * of)));
    }
}
