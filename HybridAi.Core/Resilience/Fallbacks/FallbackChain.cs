using HybridAi.Core.Routing;

namespace HybridAi.Core.Resilience.Fallbacks;

/// <summary>A fallback rule with what its names stand for.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Targets">What to go on with, each with the model name that it was named by, in order.</param>
/// <param name="Watched">For a condition: the deployments that it is about; null: all that are called.</param>
public sealed record FallbackChain(FallbackRule Rule, IReadOnlyList<FallbackTarget> Targets, IReadOnlyList<Deployment>? Watched);

/// <summary>A model to go on with.</summary>
/// <param name="Name">The name that the rule gives.</param>
/// <param name="Deployments">What it stands for.</param>
public sealed record FallbackTarget(string Name, Deployment[] Deployments);
