namespace HybridAi.Core.Routing.Auto;

/// <summary>A model among which an auto model picks.</summary>
/// <param name="Deployments">What serves it, at least one.</param>
/// <param name="Quality">How good it is.</param>
public sealed record AutoCandidate(IReadOnlyList<Deployment> Deployments, TaskQuality Quality)
{
    /// <summary>Its name: <c>provider/model</c>.</summary>
    public string Name => Deployments[0].QualifiedModel;
}
