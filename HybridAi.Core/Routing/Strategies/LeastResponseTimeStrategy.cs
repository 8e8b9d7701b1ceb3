namespace HybridAi.Core.Routing.Strategies;

/// <summary>The shortest average duration times the attempts in flight, this one included, first.</summary>
public sealed class LeastResponseTimeStrategy : IRoutingStrategy
{
    /// <inheritdoc/>
    public string Name => "least-response-time";

    /// <inheritdoc/>
    public string Reason => "lowest average duration times requests in flight";

    /// <inheritdoc/>
    public bool Explores => true;

    /// <inheritdoc/>
    public PromptCacheUse PromptCache => PromptCacheUse.Follows;

    /// <inheritdoc/>
    public void Score(RouteRequest request, Span<RouteCandidate> candidates)
    {
        foreach (ref var candidate in candidates)
            candidate.Score = Expected.ResponseTime(candidate) * (candidate.InFlight + 1);
    }

    /// <inheritdoc/>
    public string Tell(RouteRequest request, in RouteCandidate candidate) =>
        double.IsInfinity(candidate.Score) ? ScoreWords.NotMeasured
            : $"{ScoreWords.Milliseconds(Expected.ResponseTime(candidate))} on average, {candidate.InFlight} in flight";
}
