using System.ComponentModel.DataAnnotations;

namespace HybridAi.Worker.Jobs.PerformanceMonitoring;

/// <summary>What is compared with what is usual. Configuration section <c>Jobs:PerformanceMonitoring</c>; how sure and how much worse it has to be says <c>Health</c>.</summary>
internal sealed class PerformanceMonitoringOptions : JobOptions
{
    /// <summary>How far back what is compared reaches, in whole minutes; 1 min to 6 h. Default 15 min.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "06:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(15);
}
