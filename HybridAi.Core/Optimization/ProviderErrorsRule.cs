using System.Globalization;

namespace HybridAi.Core.Optimization;

/// <summary>
/// A provider that fails more often than all others together: at least twice as often and by two percentage points, and not by chance, by a one-sided test of two
/// proportions at 99.5 %.
/// </summary>
/// <remarks>The pooled z-test: z = (p₁ − p₂) / √(p (1 − p) (1/n₁ + 1/n₂)), with p the share of both together.</remarks>
public sealed class ProviderErrorsRule : IRecommendationRule
{
    private const double LeastZ = 2.576;
    private const decimal LeastFactor = 2m, LeastDifference = 0.02m;

    /// <inheritdoc/>
    public IEnumerable<Recommendation> Find(OptimizationFacts facts)
    {
        foreach (var one in facts.Providers)
        {
            var others = facts.Providers.Where(other => other.Provider != one.Provider).ToList();
            var (requests, failed) = (others.Sum(other => other.Requests), others.Sum(other => other.Failed));
            if (one.Requests < Recommendations.LeastRequests || requests < Recommendations.LeastRequests)
                continue;
            var (rate, usual) = (one.Failed / (decimal)one.Requests, failed / (decimal)requests);
            if (rate - usual < LeastDifference || rate < LeastFactor * usual || Z(one.Failed, one.Requests, failed, requests) < LeastZ)
                continue;
            var avoided = (long)decimal.Round(one.Failed - (one.Requests * usual));
            yield return new Recommendation(
                RecommendationKinds.ProviderErrors, one.Provider,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{one.Provider} failed {rate * 100:0.##} % of {one.Requests} requests, the others {usual * 100:0.##} % of {requests}. Send its models elsewhere first, or add a fallback for them."))
            {
                Figures = new Dictionary<string, decimal>
                {
                    ["requests"] = one.Requests, ["failed"] = one.Failed, ["errorRate"] = decimal.Round(rate, 6), ["othersRequests"] = requests, ["othersFailed"] = failed,
                    ["othersErrorRate"] = decimal.Round(usual, 6),
                },
                ErrorsAvoided = avoided,
            };
        }
    }

    private static double Z(long failed, long requests, long othersFailed, long othersRequests)
    {
        var (n, m) = ((double)requests, (double)othersRequests);
        var both = (failed + othersFailed) / (n + m);
        var spread = Math.Sqrt(both * (1 - both) * ((1 / n) + (1 / m)));
        // All failed, or none: then there is no difference either.
        return spread == 0 ? 0 : ((failed / n) - (othersFailed / m)) / spread;
    }
}
