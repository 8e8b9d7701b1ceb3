namespace HybridAi.Core.Metrics;

/// <summary>What is added up of requests. All are exact; token classes are disjoint.</summary>
public enum MetricNumber
{
    /// <summary>Requests.</summary>
    Requests,

    /// <summary>Those whose caller got a whole answer.</summary>
    Succeeded,

    /// <summary>Those whose caller got an error.</summary>
    Failed,

    /// <summary>Those whose caller hung up.</summary>
    Cancelled,

    /// <summary>Those that the death of a gateway interrupted.</summary>
    Interrupted,

    /// <summary>Attempts, over all deployments.</summary>
    Attempts,

    /// <summary>Input tokens of no other class.</summary>
    InputTokens,

    /// <summary>Input tokens read from a provider's prompt cache.</summary>
    CachedInputTokens,

    /// <summary>Input tokens written to a provider's prompt cache.</summary>
    CacheWriteTokens,

    /// <summary>Input tokens written to a one-hour prompt cache.</summary>
    CacheWrite1hTokens,

    /// <summary>Input tokens of audio.</summary>
    AudioInputTokens,

    /// <summary>Input tokens of images.</summary>
    ImageInputTokens,

    /// <summary>Output tokens of no other class.</summary>
    OutputTokens,

    /// <summary>Output tokens spent on reasoning.</summary>
    ReasoningTokens,

    /// <summary>Output tokens of audio.</summary>
    AudioOutputTokens,

    /// <summary>Output tokens of images.</summary>
    ImageOutputTokens,

    /// <summary>The known costs, in nano-dollars.</summary>
    CostNanos,

    /// <summary>Requests whose cost is unknown.</summary>
    UnknownCosts,

    /// <summary>What answers would have cost that were not asked for anew, in nano-dollars.</summary>
    SavedNanos,

    /// <summary>Requests that were given a cached or shared answer.</summary>
    CacheHits,

    /// <summary>Requests that were looked for in the cache in vain.</summary>
    CacheMisses,

    /// <summary>The durations of those that succeeded, in microseconds.</summary>
    DurationMicros,

    /// <summary>The times to first token of those that had one, in microseconds.</summary>
    FirstTokenMicros,
}
