namespace HybridAi.Core.Resilience;

/// <summary>How far a provider can be relied on, from 0 to 100.</summary>
/// <remarks>
/// <c>100 × (0.8 × S + 0.2 × C)</c>. S, success: the share of the provider's calls of the last 10 minutes that did not fail by its fault, as the lower bound of
/// the Wilson score interval at z = 1 (https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval), so that one call that
/// went well does not make a provider reliable. C, circuits: the share of its called deployments whose breaker is closed.
/// </remarks>
public static class ReliabilityScore
{
    private const double SuccessWeight = 0.8;
    private const double CircuitWeight = 0.2;

    /// <summary>The score.</summary>
    /// <param name="calls">Calls that showed whether the provider works.</param>
    /// <param name="failed">Those that showed that it does not.</param>
    /// <param name="deployments">Its deployments that were called.</param>
    /// <param name="closed">Those whose breaker is closed.</param>
    /// <returns>The score, rounded to one decimal; null without a call.</returns>
    public static double? Of(long calls, long failed, int deployments, int closed)
    {
        if (calls == 0 || deployments == 0)
            return null;
        var success = WilsonLowerBound(calls - failed, calls);
        return Math.Round(100 * ((SuccessWeight * success) + (CircuitWeight * closed / deployments)), 1);
    }

    // With z = 1.
    private static double WilsonLowerBound(double good, double all)
    {
        var share = good / all;
        var bound = (share + (0.5 / all) - Math.Sqrt((share * (1 - share) / all) + (0.25 / (all * all)))) / (1 + (1 / all));
        return Math.Max(0, bound);
    }
}
