namespace HybridAi.Core.Health;

/// <summary>How something is. The later, the worse; what is unknown is not bad.</summary>
public enum HealthLevel
{
    /// <summary>Nothing was seen of it lately.</summary>
    Unknown,

    /// <summary>As it should be.</summary>
    Healthy,

    /// <summary>It works, worse than it should or used to.</summary>
    Warning,

    /// <summary>It cannot be used, or fails most of the time.</summary>
    Critical,
}
