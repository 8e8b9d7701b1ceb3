using System.ComponentModel.DataAnnotations;

namespace HybridAi.Worker.Jobs.CacheTtl;

/// <summary>How the time to live of cached answers is proposed. Configuration section <c>Jobs:CacheTtl</c>.</summary>
internal sealed class CacheTtlOptions : JobOptions
{
    /// <summary>The share of reuses that a proposed time is to keep, 0.5 to 0.999. Default 0.95.</summary>
    [Range(0.5, 0.999)]
    public double Share { get; set; } = 0.95;

    /// <summary>How far back measurements count. Default 7 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "90.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The longest time that is proposed. Default 7 d.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan Longest { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many reuses have to be measured before anything is proposed. Default 200.</summary>
    [Range(10, 1_000_000)]
    public int LeastReuses { get; set; } = 200;
}
