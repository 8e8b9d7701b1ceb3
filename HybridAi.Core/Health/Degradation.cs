namespace HybridAi.Core.Health;

/// <summary>
/// Whether the last calls are worse than what is usual, with few false alarms although it is asked all the time: <see cref="HealthOptions.Confidence"/> is for a
/// whole day of one deployment, divided among all looks of the day (two a second, at windows of several lengths, each for failures and two kinds of times).
/// </summary>
/// <remarks>
/// With α = (1 − confidence) / (172,800 × windows × 3), what was seen has to be less likely than α by a bound that holds for any number of calls. Failures: Chernoff's bound,
/// P(at least k of n) ≤ exp(−n·KL(k/n ‖ p)), where p is not the baseline's own share but the upper end of its 99 % Wilson interval. Latencies: P(Z ≥ z) ≤ exp(−z²/2) / (z·√(2π))
/// for the distance of the mean logarithm from the baseline's, in standard errors that count what differs between calls and between times, and what is not known
/// of the baseline.
/// </remarks>
public static class Degradation
{
    /// <summary>How many calls there have to be in a window of time.</summary>
    public const int LeastCalls = 20;

    /// <summary>How many calls a baseline has at the least.</summary>
    public const int LeastBaselineCalls = 100;

    /// <summary>How many stretches of time it has at the least.</summary>
    public const int LeastBaselineStretches = 24;

    private const double LooksOfDay = 172_800;
    private const double Kinds = 3;
    private const double Wilson99 = 2.326;

    // A baseline without any spread (a few calls that took the same) is not that exact.
    private const double LeastDeviation = 0.01;

    // Failures have to be so many points more, so that one in ten thousand is no warning where there was none.
    private const double LeastMoreFailures = 0.01;

    /// <summary>By what factor calls are slower than usual.</summary>
    /// <param name="window">The last calls.</param>
    /// <param name="baseline">What is usual.</param>
    /// <param name="windows">In how many windows they are looked at.</param>
    /// <param name="options">How sure, and how much slower, it has to be.</param>
    /// <returns>The ratio of the geometric means, such as 1.3; null if they are not surely slower, or too little is known.</returns>
    public static double? Slowdown(in LatencyMoments window, in LatencyBaseline baseline, int windows, HealthOptions options)
    {
        if (window.Count < LeastCalls || baseline.Count < LeastBaselineCalls || baseline.Stretches < LeastBaselineStretches)
            return null;
        var distance = window.Mean - baseline.Mean;
        var ratio = Math.Exp(distance);
        if (ratio < 1 + options.LeastSlowdown)
            return null;
        var (within, between) = (Math.Max(baseline.Within, window.Variance), baseline.Between);
        var variance = (within / window.Count) + (baseline.Within / baseline.Count) + (between * (1 + (baseline.CountSquares / ((double)baseline.Count * baseline.Count))));
        var deviation = Math.Max(Math.Sqrt(variance), LeastDeviation);
        var z = distance / deviation;
        return (z * z / 2) + Math.Log(z * Math.Sqrt(2 * Math.PI)) >= Evidence(windows, options) ? ratio : null;
    }

    /// <summary>By how much more calls fail than usual.</summary>
    /// <param name="calls">The last calls.</param>
    /// <param name="failed">Those that failed.</param>
    /// <param name="baseline">What is usual.</param>
    /// <param name="windows">In how many windows they are looked at.</param>
    /// <param name="options">How sure it has to be.</param>
    /// <returns>The share of failures that is usual, which is surely exceeded; null if it is not, or too little is known.</returns>
    public static double? FailsMoreThan(long calls, long failed, HealthBaseline baseline, int windows, HealthOptions options)
    {
        if (calls < LeastCalls || baseline.Calls < LeastBaselineCalls)
            return null;
        var (share, usual) = ((double)failed / calls, (double)baseline.Failed / baseline.Calls);
        var bound = WilsonUpperBound(baseline.Failed, baseline.Calls);
        if (share < usual + LeastMoreFailures || share <= bound)
            return null;
        return calls * Divergence(share, bound) >= Evidence(windows, options) ? usual : null;
    }

    private static double Evidence(int windows, HealthOptions options) => Math.Log(LooksOfDay * Kinds * windows / (1 - options.Confidence));

    // Of Bernoulli distributions. The bound is above 0 and below the share.
    private static double Divergence(double share, double bound) =>
        (share * Math.Log(share / bound)) + (share >= 1 ? 0 : (1 - share) * Math.Log((1 - share) / (1 - bound)));

    private static double WilsonUpperBound(double failed, double calls)
    {
        var (share, square) = (failed / calls, Wilson99 * Wilson99);
        return (share + (square / (2 * calls)) + (Wilson99 * Math.Sqrt((share * (1 - share) / calls) + (square / (4 * calls * calls))))) / (1 + (square / calls));
    }
}
