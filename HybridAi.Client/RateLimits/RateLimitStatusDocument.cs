namespace HybridAi.Client.RateLimits;

/// <summary>How one scope of a rate limit stands.</summary>
public sealed record RateLimitStatusDocument
{
    /// <summary>The limit's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is counted by.</summary>
    public required string Scope { get; init; }

    /// <summary>Which one: an id, a name, or <c>key/end user</c>; empty for the global one. Addresses and end users as they are recorded, which is as keyed hashes unless configured otherwise.</summary>
    public required string Target { get; init; }

    /// <summary><c>requests</c>, <c>tokens</c> or <c>concurrent</c>.</summary>
    public required string Measure { get; init; }

    /// <summary>The most at once: the limit, or a token bucket's burst.</summary>
    public long Limit { get; init; }

    /// <summary>What is left of it.</summary>
    public long Remaining { get; init; }

    /// <summary>The window; null for requests under way.</summary>
    public string? Window { get; init; }

    /// <summary>When all of it is there again; null for requests under way.</summary>
    public DateTimeOffset? ResetAt { get; init; }

    /// <summary>Whether all gateways count it together; else it is how this gateway counts it.</summary>
    public bool Shared { get; init; }

    /// <summary>How many requests of this gateway wait for room in it.</summary>
    public int Waiting { get; init; }
}
