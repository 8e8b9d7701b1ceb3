namespace HybridAi.Core.Optimization;

/// <summary>All rules. A rule is a class and a line here.</summary>
public static class Recommendations
{
    /// <summary>Below so many requests a share says nothing.</summary>
    public const long LeastRequests = 100;

    private static readonly IRecommendationRule[] Rules = [new CheaperDeploymentRule(), new CacheOffRule(), new ProviderErrorsRule(), new BreakerOpensRule(), new UnknownPriceRule()];

    /// <summary>What all rules find: the greatest saving first, then what spares most failures, then by name.</summary>
    /// <param name="facts">What was measured.</param>
    public static IReadOnlyList<Recommendation> Of(OptimizationFacts facts) =>
    [
        .. Rules.SelectMany(rule => rule.Find(facts)).OrderByDescending(one => one.Saving?.NanoDollars ?? 0).ThenByDescending(one => one.ErrorsAvoided ?? 0)
            .ThenBy(one => one.Kind, StringComparer.Ordinal).ThenBy(one => one.Subject, StringComparer.Ordinal),
    ];
}
