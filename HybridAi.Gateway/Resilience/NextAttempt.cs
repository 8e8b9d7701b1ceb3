using HybridAi.Core.Routing;

namespace HybridAi.Gateway.Resilience;

/// <summary>The next attempt to make.</summary>
/// <param name="Deployment">Where.</param>
/// <param name="Rule">The fallback chain that it comes from; null: the plan.</param>
/// <param name="Delay">After how long.</param>
internal readonly record struct NextAttempt(Deployment Deployment, string? Rule, TimeSpan Delay);
