using System.ComponentModel.DataAnnotations;

namespace HybridAi.Worker.Jobs.Retention;

/// <summary>What is kept how long, besides usage records (<c>Monitoring:Retention</c>) and stored responses (<c>Responses:Storage:Retention</c>). Configuration section <c>Jobs:Retention</c>.</summary>
internal sealed class RetentionOptions : JobOptions
{
    /// <summary>How long runs of jobs are kept after they ended. Default 30 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Runs { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long trial calls of providers are kept. Default 7 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Probes { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long fallback events are kept. Default 30 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan FallbackEvents { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long it is kept what the answer cache did, by hour. Default 90 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan CacheFigures { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long it is kept what happened to the answer cache. Default 30 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan CacheEvents { get; set; } = TimeSpan.FromDays(30);
}
