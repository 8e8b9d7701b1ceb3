using HybridAi.Core.Routing.Live;

namespace HybridAi.Core.Routing;

/// <summary>A deployment that a request could go to, with what is known of it at this moment.</summary>
public struct RouteCandidate
{
    /// <summary>The deployment.</summary>
    public Deployment Deployment;

    /// <summary>Its live state, or null if it was never called.</summary>
    public DeploymentState? State;

    /// <summary>The figures of its last minutes, or null if there are none.</summary>
    public DeploymentFigures? Figures;

    /// <summary>The share of its attempts that fail, from 0 to 1.</summary>
    public double ErrorRate;

    /// <summary>How many of the request's first tokens its provider probably has in its prompt cache.</summary>
    public int CachedTokens;

    /// <summary>Its place in the order in which the candidates came; decides between equal scores.</summary>
    public int Index;

    /// <summary>Where rules put it: the lowest goes first, whatever a strategy says.</summary>
    public UInt128 Tier;

    /// <summary>What a strategy says of it: the lowest goes first; infinite: only if no other can.</summary>
    public double Score;

    /// <summary>Its attempts that have not ended.</summary>
    public readonly int InFlight => State?.InFlight ?? 0;
}
