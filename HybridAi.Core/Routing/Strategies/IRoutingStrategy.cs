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
}
