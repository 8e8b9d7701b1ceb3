using System.Globalization;
using HybridAi.Core.Costs;

namespace HybridAi.Core.Optimization;

/// <summary>Requests of a model that went without the cache, though at least a tenth of those of the same model that were looked for in it were found: repeated prompts.</summary>
public sealed class CacheOffRule : IRecommendationRule
{
    private const decimal LeastHitRate = 0.1m;

    /// <inheritdoc/>
    public IEnumerable<Recommendation> Find(OptimizationFacts facts)
    {
        foreach (var model in facts.Models)
        {
            var asked = model.CacheHits + model.CacheMisses;
            if (asked < Recommendations.LeastRequests || model.OffRequests < Recommendations.LeastRequests)
                continue;
            var rate = model.CacheHits / (decimal)asked;
            var saving = Cost.FromNanoDollars(model.OffCost.NanoDollars * rate);
            if (rate < LeastHitRate || saving == Cost.Zero)
                continue;
            yield return new Recommendation(
                RecommendationKinds.CacheOff, $"{model.Provider}/{model.Model}",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{model.OffRequests} requests of {model.Provider}/{model.Model} went without the cache, which knew {rate * 100:0.##} % of the {asked} that asked it. Let them use it, as far as their answers may be repeated."))
            {
                Figures = new Dictionary<string, decimal>
                {
                    ["requestsWithout"] = model.OffRequests, ["costWithoutUsd"] = model.OffCost.Usd, ["requestsWith"] = asked, ["hits"] = model.CacheHits, ["hitRate"] = decimal.Round(rate, 6),
                },
                Saving = saving,
            };
        }
    }
}
