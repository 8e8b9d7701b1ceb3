using HybridAi.Core.Resilience;

namespace HybridAi.Gateway.Resilience;

/// <summary>What the order of a request's attempts is decided by; the same for all requests.</summary>
/// <param name="MayFallBack">Whether another deployment is tried when one fails (<c>Routing:Fallback</c>).</param>
/// <param name="Retries">Whether and when a deployment is tried again.</param>
/// <param name="Breakers">Which deployments are left alone.</param>
/// <param name="Conditions">Which deployments administrators' rules leave out.</param>
/// <param name="Targets">What a request can go on with.</param>
/// <param name="Log">What is told of fallbacks.</param>
/// <param name="Time">The clock.</param>
internal sealed record AttemptRules(
    bool MayFallBack, RetryPolicy Retries, Breakers Breakers, ActiveConditions Conditions, FallbackTargets Targets, FallbackLog Log, TimeProvider Time);
