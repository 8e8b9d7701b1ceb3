namespace HybridAi.Core.Metrics.Queries;

/// <summary>How long the slices of a series are.</summary>
public enum MetricStep
{
    /// <summary>UTC minutes.</summary>
    Minute,

    /// <summary>Five UTC minutes.</summary>
    FiveMinutes,

    /// <summary>UTC hours.</summary>
    Hour,

    /// <summary>Days of a time zone, of 23, 24 or 25 hours.</summary>
    Day,
}
