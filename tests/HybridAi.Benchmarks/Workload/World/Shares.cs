namespace HybridAi.Benchmarks.Workload.World;

/// <summary>Picks among things of which each has a share.</summary>
internal static class Shares
{
    /// <summary>The number of the one for a draw; the last one has what the others leave.</summary>
    /// <param name="all">All of them.</param>
    /// <param name="shareOf">The share of each.</param>
    /// <param name="draw">At least 0, below 1.</param>
    public static int At<T>(IReadOnlyList<T> all, Func<T, double> shareOf, double draw)
    {
        for (var i = 0; i < all.Count - 1; i++)
        {
            if ((draw -= shareOf(all[i])) < 0)
                return i;
        }

        return all.Count - 1;
    }
}
