namespace HybridAi.Core.RateLimiting;

/// <summary>How a limit over time is kept.</summary>
public enum LimitAlgorithm
{
    /// <summary>Never more than the limit in any stretch of time as long as the window. See <see cref="SlidingWindow"/>.</summary>
    SlidingWindow,

    /// <summary>As many as the burst at once, and the limit per window in the long run. See <see cref="TokenBucket"/>.</summary>
    TokenBucket,
}
