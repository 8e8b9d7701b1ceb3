namespace HybridAi.Core.Chat;

/// <summary>What a provider's rate limit counts.</summary>
public enum RateLimitUnit
{
    /// <summary>Requests.</summary>
    Requests,

    /// <summary>Tokens of any kind.</summary>
    Tokens,

    /// <summary>Input tokens.</summary>
    InputTokens,

    /// <summary>Output tokens.</summary>
    OutputTokens,
}
