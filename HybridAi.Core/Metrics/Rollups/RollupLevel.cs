namespace HybridAi.Core.Metrics.Rollups;

/// <summary>What rollups are kept of. Each is made of the one before.</summary>
public enum RollupLevel
{
    /// <summary>The usage records themselves.</summary>
    Records,

    /// <summary>UTC minutes, made of records.</summary>
    Minute,

    /// <summary>UTC hours, made of minutes.</summary>
    Hour,

    /// <summary>UTC days, made of hours.</summary>
    Day,
}
