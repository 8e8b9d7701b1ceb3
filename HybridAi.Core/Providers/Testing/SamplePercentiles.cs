namespace HybridAi.Core.Providers.Testing;

/// <summary>Percentiles of a sample, by nearest rank: each is a value that was measured.</summary>
/// <param name="P50">The median.</param>
/// <param name="P95">The 95th percentile.</param>
/// <param name="P99">The 99th percentile.</param>
public sealed record SamplePercentiles(double P50, double P95, double P99)
{
    /// <summary>Those of a sample.</summary>
    /// <param name="sample">The values, in any order.</param>
    /// <returns>Null if there are none.</returns>
    public static SamplePercentiles? Of(IReadOnlyCollection<double> sample)
    {
        if (sample.Count == 0)
            return null;
        var sorted = sample.Order().ToArray();
        return new SamplePercentiles(At(0.50), At(0.95), At(0.99));

        // The least value that the share of all does not exceed.
        double At(double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
