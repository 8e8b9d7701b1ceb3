namespace HybridAi.Client.RateLimits;

/// <summary>What of a rate limit is to be counted anew.</summary>
public sealed record ResetRateLimitRequest
{
    /// <summary>One scope, as the status calls it (<see cref="RateLimitStatusDocument.Target"/>); null for all.</summary>
    public string? Target { get; init; }
}
