namespace HybridAi.Core.Routing;

/// <summary>The deployments to try, in order, and why.</summary>
/// <param name="Deployments">The deployments, at least one.</param>
/// <param name="Reason">The strategy and the reason, for <c>x-hybridai-route</c>: visible ASCII, at most 256 characters.</param>
/// <param name="Note">What was out of the ordinary, in words for people; null if nothing was.</param>
public readonly record struct RoutePlan(Deployment[] Deployments, string Reason, string? Note = null);
