namespace HybridAi.Simulator.Profiles;

internal enum RateLimitValue
{
    RequestLimit,
    RequestsLeft,
    RequestReset,
    TokenLimit,
    TokensLeft,
    TokenReset,

    /// <summary>The tokens that the call itself was counted with.</summary>
    Spent,
}

internal enum RateLimitFormat
{
    Integer,

    /// <summary><c>12ms</c>, <c>7.66s</c>, <c>2m59.56s</c></summary>
    GoDuration,
    WholeSeconds,
    DecimalSeconds,

    /// <summary>When it will be: <c>2026-11-21T12:01:00Z</c></summary>
    Rfc3339,
}

/// <summary>One header that tells about limits.</summary>
internal sealed record RateLimitHeader(string Name, RateLimitValue Value, RateLimitFormat Format = RateLimitFormat.Integer);
