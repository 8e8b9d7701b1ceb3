namespace HybridAi.Core.Routing;

/// <summary>A deployment of a plan, and why it stands where it does.</summary>
/// <param name="Deployment">The deployment.</param>
/// <param name="Score">What the strategy said of it, the lowest going first; null: it was not asked. Infinite: only if no other can.</param>
/// <param name="Words">What stands behind the score; null: the strategy was not asked.</param>
/// <param name="Group">Where rules put it, from 1: of those that may be tried, all of a group come before the next one.</param>
/// <param name="Held">Why it is tried last; null: it may be tried.</param>
public sealed record RouteStep(Deployment Deployment, double? Score, string? Words, int Group, string? Held);
