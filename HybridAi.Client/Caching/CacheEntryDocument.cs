namespace HybridAi.Client.Caching;

/// <summary>A cached answer, without what was said in it.</summary>
public sealed record CacheEntryDocument
{
    /// <summary>What it is purged by: the hash of the request, 64 hexadecimal digits.</summary>
    public required string Key { get; init; }

    /// <summary>The organization that it belongs to.</summary>
    public Guid OrganizationId { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it is given no more.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The team of who caused it, or null.</summary>
    public Guid? TeamId { get; init; }

    /// <summary>The user who caused it, or null.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The API key that caused it, or null.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>The API that it answers.</summary>
    public required string Api { get; init; }

    /// <summary>Whether it is a stream.</summary>
    public bool Streamed { get; init; }

    /// <summary>The provider that made it.</summary>
    public required string Provider { get; init; }

    /// <summary>The model by its provider's id.</summary>
    public required string Model { get; init; }

    /// <summary>The model as the caller named it.</summary>
    public required string RequestedModel { get; init; }

    /// <summary>The tags of the request that caused it.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The rule that said how long it lives; null: the configured time.</summary>
    public string? Rule { get; init; }

    /// <summary>The length of its body.</summary>
    public long Bytes { get; init; }

    /// <summary>What each hit saves, in US dollars; null if nobody knows.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>How long the provider took, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>How often it was given.</summary>
    public long Hits { get; init; }

    /// <summary>When last, or null.</summary>
    public DateTimeOffset? LastHitAt { get; init; }
}
