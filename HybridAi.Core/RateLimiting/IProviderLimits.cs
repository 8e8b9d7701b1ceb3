using HybridAi.Core.Routing;

namespace HybridAi.Core.RateLimiting;

/// <summary>What is known of the limits that providers themselves have.</summary>
public interface IProviderLimits
{
    /// <summary>Whether a deployment's provider said that it takes no more until a time that is not over. Costs a look-up.</summary>
    /// <param name="deployment">The deployment.</param>
    bool IsExhausted(Deployment deployment) => ExhaustedUntil(deployment) is not null;

    /// <summary>Until when a deployment takes no more, or null.</summary>
    /// <param name="deployment">The deployment.</param>
    DateTimeOffset? ExhaustedUntil(Deployment deployment);
}
