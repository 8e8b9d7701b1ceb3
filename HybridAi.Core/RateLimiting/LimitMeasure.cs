namespace HybridAi.Core.RateLimiting;

/// <summary>What a limit counts.</summary>
public enum LimitMeasure
{
    /// <summary>Requests.</summary>
    Requests,

    /// <summary>Tokens, those of input and output together.</summary>
    Tokens,

    /// <summary>Requests that are under way.</summary>
    Concurrent,
}
