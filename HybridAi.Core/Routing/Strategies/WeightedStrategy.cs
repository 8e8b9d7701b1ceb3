using HybridAi.Core.Metrics;

namespace HybridAi.Core.Routing.Strategies;

/// <summary>By chance, in proportion to the weights; the others follow in the same manner. Weight 0: only if no other can.</summary>
/// <remarks>
/// Each candidate draws −ln(u) / weight; sorted, that is drawing without replacement by weights (P. Efraimidis, P. Spirakis: "Weighted random
/// sampling with a reservoir", Information Processing Letters 97, 2006).
/// </remarks>
/// <param name="random">The source of the draws.</param>
public sealed class WeightedStrategy(RandomSource random) : IRoutingStrategy
{
    /// <inheritdoc/>
    public string Name => "weighted";

    /// <inheritdoc/>
    public string Reason => "drawn by weight";

    /// <inheritdoc/>
    public void Score(RouteRequest request, Span<RouteCandidate> candidates)
    {
        foreach (ref var candidate in candidates)
            candidate.Score = candidate.Deployment.Weight > 0 ? -Math.Log(1 - random.Next()) / candidate.Deployment.Weight : double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public string Tell(RouteRequest request, in RouteCandidate candidate) =>
        ScoreWords.Weight(candidate.Deployment);
}
