using System.ComponentModel.DataAnnotations;

namespace HybridAi.Worker.Jobs.Retention;

/// <summary>What is kept how long, besides usage records (<c>Monitoring:Retention</c>) and stored responses (<c>Responses:Storage:Retention</c>). Configuration section <c>Jobs:Retention</c>.</summary>
internal sealed class RetentionOptions : JobOptions
{
    /// <summary>How long runs of jobs are kept after they ended. Default 30 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Runs { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many of a job's runs are kept that succeeded and that nobody asked for: some jobs run every few seconds. 10 to 1,000,000. Default 1,000.</summary>
    [Range(10, 1_000_000)]
    public int RunsOfJob { get; set; } = 1000;

    /// <summary>How long trial calls of providers are kept. Default 7 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Probes { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long tests of providers are kept. Default 90 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan ProviderTests { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long fallback events are kept. Default 30 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan FallbackEvents { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long events can be read again (<c>GET /api/events</c>). Default 7 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Events { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long groups of failures are kept after they failed last. Default 30 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Errors { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long it is kept how providers and deployments were; what is usual for them is of the last 7 days, so not shorter than that. Default 30 d.</summary>
    [Range(typeof(TimeSpan), "7.00:00:00", "3650.00:00:00")]
    public TimeSpan Health { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long it is kept what the answer cache did, by hour. Default 90 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan CacheFigures { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long it is kept what happened to the answer cache. Default 30 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan CacheEvents { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long metrics are kept by the minute; never shorter than usage records. Default 30 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan MinuteMetrics { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How long metrics are kept by the hour; never shorter than by the minute. Default 90 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan HourMetrics { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long metrics are kept by the day; never shorter than by the hour. Default 365 d.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan DayMetrics { get; set; } = TimeSpan.FromDays(365);
}
