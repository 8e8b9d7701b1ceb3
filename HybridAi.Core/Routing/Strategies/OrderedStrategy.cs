namespace HybridAi.Core.Routing.Strategies;

/// <summary>As the model's name lists its deployments.</summary>
public sealed class OrderedStrategy : IRoutingStrategy
{
    /// <inheritdoc/>
    public string Name => StrategyNames.Ordered;

    /// <inheritdoc/>
    public string Reason => "first configured";

    /// <inheritdoc/>
    public void Score(RouteRequest request, Span<RouteCandidate> candidates)
    {
        foreach (ref var candidate in candidates)
            candidate.Score = candidate.Index;
    }

    /// <inheritdoc/>
    public string Tell(RouteRequest request, in RouteCandidate candidate) =>
        $"place {candidate.Index + 1} in the list";
}
