using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Caching;

/// <summary>What is known of a cached answer without what was said in it.</summary>
public sealed record CacheEntry
{
    /// <summary>The id of this answer, a UUIDv7; one that is made anew under the same key has another.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it is found by.</summary>
    public required CacheKey Key { get; init; }

    /// <summary>When it was made (UTC, millisecond precision).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it is given no more (UTC, millisecond precision).</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The team of who caused it, if any.</summary>
    public TeamId? Team { get; init; }

    /// <summary>The user who caused it, if any.</summary>
    public UserId? User { get; init; }

    /// <summary>The key that caused it, if any.</summary>
    public KeyId? CausedBy { get; init; }

    /// <summary>The provider that made it.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's model that made it.</summary>
    public required string Model { get; init; }

    /// <summary>The model's name as the caller wrote it.</summary>
    public required string RequestedModel { get; init; }

    /// <summary>The API that it answers.</summary>
    public required string Api { get; init; }

    /// <summary>Whether it is a stream of events.</summary>
    public required bool Streamed { get; init; }

    /// <summary>The tags of the request that caused it.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The rule that said how long it lives, or null: the default did.</summary>
    public string? Rule { get; init; }

    /// <summary>How many bytes its body has.</summary>
    public required long Bytes { get; init; }

    /// <summary>What each hit saves, in 10⁻⁹ US dollars; null if no price is known.</summary>
    public long? CostNanoDollars { get; init; }

    /// <summary>How long the provider took, which each hit saves (millisecond precision).</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>How often an answer to this key was given from the cache.</summary>
    public long Hits { get; init; }

    /// <summary>When last, or null: never.</summary>
    public DateTimeOffset? LastHitAt { get; init; }

    /// <summary>What is known of an answer that was just made.</summary>
    /// <param name="answer">The answer.</param>
    public static CacheEntry Of(CachedAnswer answer) => new()
    {
        Id = Guid.CreateVersion7(answer.CreatedAt),
        Key = answer.Key,
        CreatedAt = answer.CreatedAt,
        ExpiresAt = answer.ExpiresAt,
        Team = answer.Team,
        User = answer.User,
        CausedBy = answer.CausedBy,
        Provider = answer.Provider,
        Model = answer.Model,
        RequestedModel = answer.RequestedModel,
        Api = answer.Api,
        Streamed = answer.Streamed,
        Tags = answer.Tags,
        Rule = answer.Rule,
        Bytes = answer.Body.Length,
        CostNanoDollars = answer.CostNanoDollars,
        Duration = answer.Duration,
    };
}
