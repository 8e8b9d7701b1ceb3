namespace HybridAi.Core.Resilience.Fallbacks;

/// <summary>What a condition looks at.</summary>
public enum ConditionMetric
{
    /// <summary>The share of calls that failed, 0 to 1; met at or above the threshold.</summary>
    ErrorRate,

    /// <summary>The 95th percentile of the time to the first content, in milliseconds; met at or above the threshold.</summary>
    P95,

    /// <summary>The share of the provider's own limit that is left, 0 to 1; met at or below the threshold.</summary>
    LimitLeft,

    /// <summary>Whether its circuit is open; needs no threshold.</summary>
    Health,
}
