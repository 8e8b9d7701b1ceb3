namespace HybridAi.Core.Routing;

/// <summary>
/// Says which deployments are not to be tried as long as there are others: a circuit breaker, an administrator's rule. All that are
/// registered have to agree; if none is left, all are tried.
/// </summary>
public interface IDeploymentHealth
{
    /// <summary>Whether a deployment may be tried. Asked on the request's path: it neither waits nor takes a lock, and changes nothing.</summary>
    /// <param name="deployment">The deployment.</param>
    bool IsAvailable(Deployment deployment);

    /// <summary>What the deployment's state is called where people read it, such as <c>open</c>; null if there is nothing to say.</summary>
    /// <param name="deployment">The deployment.</param>
    string? Describe(Deployment deployment) => null;
}
