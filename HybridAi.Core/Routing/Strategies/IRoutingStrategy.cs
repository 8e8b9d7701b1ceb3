namespace HybridAi.Core.Routing.Strategies;

/// <summary>A way to choose among deployments. Runs on the request's path: it neither waits nor takes a lock.</summary>
public interface IRoutingStrategy
{
    /// <summary>The name that it is chosen by.</summary>
    string Name { get; }

    /// <summary>Why the first of its order is the first, in a few words.</summary>
    string Reason { get; }

    /// <summary>Whether it decides by what was measured, so that deployments of which nothing is known have to be tried now and then.</summary>
    bool Explores => false;

    /// <summary>What it makes of a provider that has the beginning of the prompt in its cache.</summary>
    PromptCacheUse PromptCache => PromptCacheUse.None;

    /// <summary>Whether a score moves what the next request gets, so that each request asks for scores once.</summary>
    bool TakesTurns => false;

    /// <summary>Gives each candidate its score: the lowest goes first.</summary>
    /// <param name="request">The request.</param>
    /// <param name="candidates">The candidates, at least two, all of them available.</param>
    void Score(RouteRequest request, Span<RouteCandidate> candidates);

    /// <summary>Which candidate is to be tried out first instead, by the strategy's own way of exploring.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ordered">The candidates with their scores, the best first.</param>
    /// <returns>Its place; 0: none.</returns>
    int TryOut(RouteRequest request, ReadOnlySpan<RouteCandidate> ordered) => 0;

    /// <summary>Why the first is the first, in figures of this request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ordered">The candidates in the order in which they will be tried, at least two.</param>
    /// <param name="triedOut">Whether the first was put there by <see cref="TryOut"/>.</param>
    /// <returns>Null: <see cref="Reason"/> says it all.</returns>
    RouteWords? Explain(RouteRequest request, ReadOnlySpan<RouteCandidate> ordered, bool triedOut) => null;

    /// <summary>What stands behind a candidate's score, in a few words for people.</summary>
    /// <param name="request">The request.</param>
    /// <param name="candidate">A candidate with the score that <see cref="Score"/> gave it.</param>
    string Tell(RouteRequest request, in RouteCandidate candidate);
}
