namespace HybridAi.Client.RateLimits;

/// <summary>A rate limit as it was set.</summary>
public sealed record RateLimitDocument : RateLimitFields
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the API set it (<c>api</c>) or the configuration (<c>configuration</c>); the latter holds until the API sets one of its name.</summary>
    public required string Source { get; init; }

    /// <summary>Grows by one with each change; a change has to name the one that it was made from. 0 for the configuration's.</summary>
    public long Revision { get; init; }

    /// <summary>When it was last changed; null for the configuration's.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
