using HybridAi.Core.Routing;

namespace HybridAi.Node.Deployments;

/// <summary>A registered deployment as it stands in a snapshot.</summary>
/// <param name="Definition">What was registered.</param>
/// <param name="Deployment">What requests are sent to, be it active or not; null if it cannot be used.</param>
/// <param name="Problem">Why not.</param>
public sealed record RegisteredDeployment(DeploymentDefinition Definition, Deployment? Deployment, string? Problem);
