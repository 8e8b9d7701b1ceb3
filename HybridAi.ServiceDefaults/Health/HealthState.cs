namespace HybridAi.ServiceDefaults.Health;

/// <summary>How a host, or a part of it, is. The worst part decides.</summary>
public enum HealthState
{
    /// <summary>As it should be.</summary>
    Healthy,

    /// <summary>It works, though without something that it should have. Still 200.</summary>
    Degraded,

    /// <summary>It cannot take requests. 503.</summary>
    Unhealthy,
}
