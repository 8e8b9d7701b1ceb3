using System.ComponentModel.DataAnnotations;

namespace HybridAi.Node.Settings;

/// <summary>What is measured and how long it is kept. Configuration section <c>Monitoring</c>.</summary>
public sealed class MonitoringOptions
{
    /// <summary>Whether the gateway's own meters count. Usage records are written in any case. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long usage records are kept. Default 7 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);
}
