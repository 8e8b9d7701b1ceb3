using HybridAi.Core.Resilience;

namespace HybridAi.Storage.Resilience;

/// <summary>What a gateway told of a breaker.</summary>
/// <param name="Deployment">The deployment's id.</param>
/// <param name="State">Open, or closed.</param>
/// <param name="OpenFor">For how long it is still open; zero or less: no longer.</param>
public sealed record SharedBreaker(string Deployment, BreakerState State, TimeSpan OpenFor);
