namespace HybridAi.Core.Routing.Strategies;

/// <summary>The shortest wait first: the P95 of the last minutes, for streams that of the first content; see <c>docs/routing.md</c>.</summary>
public sealed class LatencyStrategy : IRoutingStrategy
{
    /// <inheritdoc/>
    public string Name => "latency";

    /// <inheritdoc/>
    public string Reason => "lowest P95";

    /// <inheritdoc/>
    public bool Explores => true;

    /// <inheritdoc/>
    public PromptCacheUse PromptCache => PromptCacheUse.Follows;

    /// <inheritdoc/>
    public void Score(RouteRequest request, Span<RouteCandidate> candidates)
    {
        foreach (ref var candidate in candidates)
            candidate.Score = Expected.Latency(request, candidate);
    }

    /// <inheritdoc/>
    public string Tell(RouteRequest request, in RouteCandidate candidate) =>
        ScoreWords.Wait(candidate.Score);
}
