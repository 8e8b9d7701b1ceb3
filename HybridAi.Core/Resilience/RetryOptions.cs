using System.ComponentModel.DataAnnotations;

namespace HybridAi.Core.Resilience;

/// <summary>How often and after how long a deployment is tried again. Configuration section <c>Retry</c>.</summary>
public sealed class RetryOptions
{
    /// <summary>Most attempts at one deployment, the first one counted; 1 to 10, 1: no retries. Default 3.</summary>
    [Range(1, 10)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>The bound of the first wait, doubled for each further one; 1 ms to 1 min. Default 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The most that bound grows to; 1 ms to 10 min. Default 8 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>The longest <c>Retry-After</c> of a provider that is waited for; what asks for more is not tried again. 0 to 10 min. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromSeconds(30);
}
