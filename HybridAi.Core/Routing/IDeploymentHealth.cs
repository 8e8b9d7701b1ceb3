namespace HybridAi.Core.Routing;

/// <summary>Whether a deployment can be called now; all that are registered have to agree.</summary>
public interface IDeploymentHealth
{
    /// <summary>Whether it can. Never waits, takes no lock that is held for long.</summary>
    /// <param name="deployment">The deployment.</param>
    bool IsAvailable(Deployment deployment);
}
