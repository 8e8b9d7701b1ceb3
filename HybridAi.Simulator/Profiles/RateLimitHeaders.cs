namespace HybridAi.Simulator.Profiles;

/// <summary>The limit headers of each provider.</summary>
internal static class RateLimitHeaders
{
    /// <summary>OpenAI's, and Groq's.</summary>
    public static readonly RateLimitHeader[] OpenAi =
    [
        new("x-ratelimit-limit-requests", RateLimitValue.RequestLimit),
        new("x-ratelimit-limit-tokens", RateLimitValue.TokenLimit),
        new("x-ratelimit-remaining-requests", RateLimitValue.RequestsLeft),
        new("x-ratelimit-remaining-tokens", RateLimitValue.TokensLeft),
        new("x-ratelimit-reset-requests", RateLimitValue.RequestReset, RateLimitFormat.GoDuration),
        new("x-ratelimit-reset-tokens", RateLimitValue.TokenReset, RateLimitFormat.GoDuration),
    ];

    public static readonly RateLimitHeader[] Azure =
    [
        new("x-ratelimit-limit-requests", RateLimitValue.RequestLimit),
        new("x-ratelimit-limit-tokens", RateLimitValue.TokenLimit),
        new("x-ratelimit-remaining-requests", RateLimitValue.RequestsLeft),
        new("x-ratelimit-remaining-tokens", RateLimitValue.TokensLeft),
        new("x-ratelimit-reset-tokens", RateLimitValue.TokenReset, RateLimitFormat.WholeSeconds),
    ];

    public static readonly RateLimitHeader[] Mistral =
    [
        new("x-ratelimit-limit-req-minute", RateLimitValue.RequestLimit),
        new("x-ratelimit-remaining-req-minute", RateLimitValue.RequestsLeft),
        new("x-ratelimit-limit-tokens-minute", RateLimitValue.TokenLimit),
        new("x-ratelimit-remaining-tokens-minute", RateLimitValue.TokensLeft),
        new("x-ratelimit-tokens-query-cost", RateLimitValue.Spent),
    ];

    public static readonly RateLimitHeader[] Cerebras =
    [
        new("x-ratelimit-limit-requests-minute", RateLimitValue.RequestLimit),
        new("x-ratelimit-limit-tokens-minute", RateLimitValue.TokenLimit),
        new("x-ratelimit-remaining-requests-minute", RateLimitValue.RequestsLeft),
        new("x-ratelimit-remaining-tokens-minute", RateLimitValue.TokensLeft),
        new("x-ratelimit-reset-requests-minute", RateLimitValue.RequestReset, RateLimitFormat.DecimalSeconds),
        new("x-ratelimit-reset-tokens-minute", RateLimitValue.TokenReset, RateLimitFormat.DecimalSeconds),
    ];

    public static readonly RateLimitHeader[] Anthropic =
    [
        new("anthropic-ratelimit-requests-limit", RateLimitValue.RequestLimit),
        new("anthropic-ratelimit-requests-remaining", RateLimitValue.RequestsLeft),
        new("anthropic-ratelimit-requests-reset", RateLimitValue.RequestReset, RateLimitFormat.Rfc3339),
        .. AnthropicTokens("tokens"),
        .. AnthropicTokens("input-tokens"),
        .. AnthropicTokens("output-tokens"),
    ];

    // One limit for all kinds of tokens: the headers show the same under each name.
    private static RateLimitHeader[] AnthropicTokens(string kind) =>
    [
        new($"anthropic-ratelimit-{kind}-limit", RateLimitValue.TokenLimit),
        new($"anthropic-ratelimit-{kind}-remaining", RateLimitValue.TokensLeft),
        new($"anthropic-ratelimit-{kind}-reset", RateLimitValue.TokenReset, RateLimitFormat.Rfc3339),
    ];
}
