using System.Globalization;

namespace HybridAi.Core.Optimization;

/// <summary>A deployment whose circuit opened at least three times.</summary>
public sealed class BreakerOpensRule : IRecommendationRule
{
    private const int Least = 3;

    /// <inheritdoc/>
    public IEnumerable<Recommendation> Find(OptimizationFacts facts) =>
        facts.BreakerOpenings.Where(pair => pair.Value >= Least).Select(pair => new Recommendation(
            RecommendationKinds.BreakerOpens, pair.Key,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The circuit of {pair.Key} opened {pair.Value} times. Give its model a fallback, or drain it until its provider is well; GET /api/routing/fallback-events tells why it opened."))
        {
            Figures = new Dictionary<string, decimal> { ["openings"] = pair.Value },
        });
}
