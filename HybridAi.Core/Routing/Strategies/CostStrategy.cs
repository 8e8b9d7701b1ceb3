namespace HybridAi.Core.Routing.Strategies;

/// <summary>The cheapest first, by the expected cost of this request; what nobody knows the price of last.</summary>
public sealed class CostStrategy : IRoutingStrategy
{
    /// <inheritdoc/>
    public string Name => "cost";

    /// <inheritdoc/>
    public string Reason => "lowest expected cost";

    /// <inheritdoc/>
    public PromptCacheUse PromptCache => PromptCacheUse.Scores;

    /// <inheritdoc/>
    public void Score(RouteRequest request, Span<RouteCandidate> candidates)
    {
        foreach (ref var candidate in candidates)
            candidate.Score = Expected.Cost(request, candidate);
    }

    /// <inheritdoc/>
    public string Tell(RouteRequest request, in RouteCandidate candidate) =>
        ScoreWords.Cost(candidate.Score);
}
