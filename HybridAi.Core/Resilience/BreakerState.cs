namespace HybridAi.Core.Resilience;

/// <summary>Where a circuit breaker stands.</summary>
public enum BreakerState
{
    /// <summary>Calls are made.</summary>
    Closed,

    /// <summary>None is.</summary>
    Open,

    /// <summary>A few are, to see whether it can be closed.</summary>
    HalfOpen,
}
