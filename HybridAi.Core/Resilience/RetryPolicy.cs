namespace HybridAi.Core.Resilience;

/// <summary>Decides whether a deployment that failed is tried again, and after how long.</summary>
/// <remarks>
/// Exponential backoff with full jitter, a random part of min(cap, base·2^retry), which spreads callers best
/// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/); never sooner than the provider asks for by <c>Retry-After</c>.
/// </remarks>
/// <param name="options">How often, and how long.</param>
/// <param name="random">The source of the jitter; must be safe for concurrent use.</param>
public sealed class RetryPolicy(RetryOptions options, Random random)
{
    /// <summary>How long to wait before the next attempt.</summary>
    /// <param name="attempts">How many attempts were made at this deployment; 1 or more.</param>
    /// <param name="cause">Why the last one failed.</param>
    /// <param name="retryAfter">What the provider asked for, or null.</param>
    /// <param name="left">What is left of the request's time.</param>
    /// <returns>The wait, shorter than <paramref name="left"/>; null: no further attempt.</returns>
    public TimeSpan? DelayBefore(int attempts, FailureCause cause, TimeSpan? retryAfter, TimeSpan left)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        if (attempts >= options.MaxAttempts || !cause.AllowsRetry() || retryAfter > options.MaxRetryAfter)
            return null;
        var bound = Math.Min(options.MaxDelay.TotalSeconds, options.BaseDelay.TotalSeconds * Math.Pow(2, attempts - 1));
        var delay = TimeSpan.FromSeconds(random.NextDouble() * bound);
        if (retryAfter > delay)
            delay = retryAfter.Value;
        return delay < left ? delay : null;
    }
}
