using System.Globalization;
using HybridAi.Core.Costs;
using HybridAi.Core.Routing;

namespace HybridAi.Core.Optimization;

/// <summary>
/// A model that cost at least a tenth and a cent more than the same tokens would have at a deployment that may answer instead, where no smaller share of requests succeeds.
/// </summary>
public sealed class CheaperDeploymentRule : IRecommendationRule
{
    private const decimal LeastPart = 0.1m;
    private static readonly Cost Least = Cost.FromUsd(0.01m);

    /// <inheritdoc/>
    public IEnumerable<Recommendation> Find(OptimizationFacts facts)
    {
        foreach (var dear in facts.Models)
        {
            if (dear.PaidRequests < Recommendations.LeastRequests || dear.UnknownCosts > 0)
                continue;
            var best = facts.Alternatives.Where(set => set.Any(one => Is(one, dear))).SelectMany(set => set).Where(one => !Is(one, dear))
                .Select(one => Compare(facts, dear, one)).OfType<Found>().OrderByDescending(found => found.Saving.NanoDollars).ThenBy(found => found.Cheap.Model, StringComparer.Ordinal)
                .FirstOrDefault();
            if (best is not null && best.Saving.NanoDollars >= Least.NanoDollars && best.Saving.NanoDollars >= dear.PaidCost.NanoDollars * LeastPart)
                yield return Show(dear, best);
        }
    }

    private static bool Is(Deployment deployment, ModelFacts model) => deployment.Provider == model.Provider && deployment.Model == model.Model;

    private static Found? Compare(OptimizationFacts facts, ModelFacts dear, Deployment other)
    {
        // Of a deployment that is hardly used nobody knows how it does.
        if (facts.Models.FirstOrDefault(model => Is(other, model)) is not { } cheap || cheap.Succeeded + cheap.Errors < Recommendations.LeastRequests
            || !(cheap.SuccessRate >= dear.SuccessRate) || CostAt(other.Prices, dear, facts.Now) is not { } cost)
            return null;
        return new Found(cheap, cost, new Cost(dear.PaidCost.NanoDollars - cost.NanoDollars));
    }

    // Where long inputs have a price of their own, the average request decides which one holds.
    private static Cost? CostAt(PriceSchedule prices, ModelFacts dear, DateTimeOffset now)
    {
        if (prices.Prices.All(price => price.Tiers.Count == 0))
            return prices.CostOf(dear.PaidUsage, now);
        var (all, count) = (dear.PaidUsage, dear.PaidRequests);
        var average = new TokenUsage
        {
            Input = all.Input / count, CachedInput = all.CachedInput / count, CacheWrite = all.CacheWrite / count, CacheWrite1h = all.CacheWrite1h / count, AudioInput = all.AudioInput / count,
            ImageInput = all.ImageInput / count, Output = all.Output / count, Reasoning = all.Reasoning / count, AudioOutput = all.AudioOutput / count, ImageOutput = all.ImageOutput / count,
        };
        return prices.CostOf(average, now, share: count);
    }

    private static Recommendation Show(ModelFacts dear, Found found) => new(
        RecommendationKinds.CheaperDeployment, $"{dear.Provider}/{dear.Model}",
        string.Create(
            CultureInfo.InvariantCulture,
            $"{dear.Provider}/{dear.Model} cost ${dear.PaidCost} for {dear.PaidRequests} requests; {found.Cheap.Provider}/{found.Cheap.Model} would have cost ${found.Cost}, and no smaller share of its requests succeeds. Prefer it."))
    {
        Figures = new Dictionary<string, decimal>
        {
            ["requests"] = dear.PaidRequests, ["costUsd"] = dear.PaidCost.Usd, ["successRate"] = decimal.Round(dear.SuccessRate ?? 0, 6), ["otherRequests"] = found.Cheap.Requests,
            ["otherCostUsd"] = found.Cost.Usd, ["otherSuccessRate"] = decimal.Round(found.Cheap.SuccessRate ?? 0, 6),
        },
        Saving = found.Saving,
    };

    private sealed record Found(ModelFacts Cheap, Cost Cost, Cost Saving);
}
