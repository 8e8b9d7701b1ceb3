namespace HybridAi.Core.Routing.Strategies;

/// <summary>The fewest attempts in flight first, in proportion to the weights.</summary>
public sealed class LeastConnectionsStrategy : IRoutingStrategy
{
    /// <inheritdoc/>
    public string Name => "least-connections";

    /// <inheritdoc/>
    public string Reason => "fewest in flight";

    /// <inheritdoc/>
    public void Score(RouteRequest request, Span<RouteCandidate> candidates)
    {
        foreach (ref var candidate in candidates)
            candidate.Score = candidate.Deployment.Weight > 0 ? (candidate.InFlight + 1) / candidate.Deployment.Weight : double.PositiveInfinity;
    }

    /// <inheritdoc/>
    public string Tell(RouteRequest request, in RouteCandidate candidate) =>
        $"{candidate.InFlight} in flight, {ScoreWords.Weight(candidate.Deployment)}";
}
