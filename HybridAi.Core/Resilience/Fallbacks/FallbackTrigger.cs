namespace HybridAi.Core.Resilience.Fallbacks;

/// <summary>Groups of failures that a fallback chain can be for.</summary>
public enum FallbackTrigger
{
    /// <summary>The input is longer than the model's window.</summary>
    ContextWindow,

    /// <summary>The provider's policy blocked the content.</summary>
    ContentFilter,

    /// <summary>The provider's limit is met, or its quota used up.</summary>
    RateLimit,

    /// <summary>The provider says it is overloaded, or its circuit is open.</summary>
    Overload,

    /// <summary>The provider failed, was not reached, refused the gateway or sent what is no answer.</summary>
    Error,

    /// <summary>The provider took too long.</summary>
    Timeout,

    /// <summary>Each of the others.</summary>
    Any,
}
