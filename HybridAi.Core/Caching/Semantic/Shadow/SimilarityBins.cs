namespace HybridAi.Core.Caching.Semantic.Shadow;

/// <summary>
/// How often a candidate's answer agreed with the real one, by similarity: 20 bins of 0.01 from <see cref="Lowest"/> to 1. The last bin has 1 too. Not safe for use by several
/// at once.
/// </summary>
public sealed class SimilarityBins
{
    /// <summary>How many bins there are.</summary>
    public const int Count = 20;

    /// <summary>The least similarity that is counted. No threshold is lower.</summary>
    public const double Lowest = 0.80;

    private readonly long[] _agreed = new long[Count];
    private readonly long[] _tried = new long[Count];

    /// <summary>How many comparisons there were in all.</summary>
    public long Tried => _tried.Sum();

    /// <summary>The bin of a similarity.</summary>
    /// <param name="similarity">At least <see cref="Lowest"/>.</param>
    public static int BinOf(double similarity) => Math.Clamp((int)((similarity - Lowest + 1e-6) * 100), 0, Count - 1);

    /// <summary>The least similarity of a bin.</summary>
    /// <param name="bin">From 0.</param>
    public static double LowerEdge(int bin) => Math.Round(Lowest + (bin / 100.0), 2);

    /// <summary>A bin's counts.</summary>
    /// <param name="bin">From 0.</param>
    public (long Agreed, long Tried) this[int bin] => (_agreed[bin], _tried[bin]);

    /// <summary>Counts comparisons.</summary>
    /// <param name="bin">From 0.</param>
    /// <param name="agreed">How many agreed.</param>
    /// <param name="tried">How many there were.</param>
    public void Add(int bin, long agreed, long tried)
    {
        _agreed[bin] += agreed;
        _tried[bin] += tried;
    }

    /// <summary>The counts of a bin and all above it: of all that a threshold at its lower edge would answer.</summary>
    /// <param name="bin">From 0.</param>
    public (long Agreed, long Tried) From(int bin)
    {
        var (agreed, tried) = (0L, 0L);
        for (; bin < Count; bin++)
            (agreed, tried) = (agreed + _agreed[bin], tried + _tried[bin]);
        return (agreed, tried);
    }
}
