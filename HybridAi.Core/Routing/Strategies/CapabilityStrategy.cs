namespace HybridAi.Core.Routing.Strategies;

/// <summary>
/// Those first of which it is known that they can do all that the request needs, the cheapest of them first; then those of which some of it is
/// not known. Those that cannot are left out for every strategy.
/// </summary>
public sealed class CapabilityStrategy : IRoutingStrategy
{
    private const double Step = 1e9;
    private const double Dearest = 1e8;

    /// <inheritdoc/>
    public string Name => "capability";

    /// <inheritdoc/>
    public string Reason => "cheapest that can do what the request needs";

    /// <inheritdoc/>
    public void Score(RouteRequest request, Span<RouteCandidate> candidates)
    {
        foreach (ref var candidate in candidates)
            candidate.Score = (Capability.Unknowns(request, candidate.Deployment) * Step) + Math.Min(Expected.Cost(request, candidate), Dearest);
    }

    /// <inheritdoc/>
    public string Tell(RouteRequest request, in RouteCandidate candidate) =>
        (Capability.Unknowns(request, candidate.Deployment) is var unknowns and > 0 ? $"{unknowns} of what it needs not known" : "can do all that is needed")
        + ", " + ScoreWords.Cost(Expected.Cost(request, candidate));
}
