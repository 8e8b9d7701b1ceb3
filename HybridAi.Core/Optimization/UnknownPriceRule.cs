using System.Globalization;

namespace HybridAi.Core.Optimization;

/// <summary>A model that was called, and whose price nobody knows: sums and budgets miss it.</summary>
public sealed class UnknownPriceRule : IRecommendationRule
{
    /// <inheritdoc/>
    public IEnumerable<Recommendation> Find(OptimizationFacts facts) =>
        facts.Models.Where(model => model.UnknownCosts > 0).Select(model => new Recommendation(
            RecommendationKinds.UnknownPrice, $"{model.Provider}/{model.Model}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The cost of {model.UnknownCosts} requests of {model.Provider}/{model.Model} is not known, so that sums and budgets miss it. Set its prices under Providers:{model.Provider}:Models."))
        {
            Figures = new Dictionary<string, decimal> { ["requests"] = model.Requests, ["unknownCosts"] = model.UnknownCosts },
        });
}
