using HybridAi.Core.Routing.Strategies;

namespace HybridAi.Core.Routing;

/// <summary>How the router decides.</summary>
/// <param name="Exploration">The share of requests, 0 to 1, that may go to a deployment that was not called for a minute, where the strategy decides by what was measured.</param>
/// <param name="FollowsPromptCache">Whether requests that begin alike go to the same deployment, where the strategy allows that.</param>
/// <param name="Weights">What the strategy <c>performance</c> weighs.</param>
/// <param name="Adaptive">What the strategy <c>adaptive</c> is after.</param>
public sealed record RouterConfig(double Exploration = 0.05, bool FollowsPromptCache = true, PerformanceWeights? Weights = null, AdaptiveConfig? Adaptive = null);
