using HybridAi.Core.Routing;

namespace HybridAi.Core.Resilience.Fallbacks;

/// <summary>What is left of the providers' own limits, as far as they tell.</summary>
public interface IDeploymentLimits
{
    /// <summary>The smallest share that is left of any of a deployment's limits, 0 to 1; null if nothing is known.</summary>
    /// <param name="deployment">The deployment.</param>
    double? ShareLeft(Deployment deployment);
}
