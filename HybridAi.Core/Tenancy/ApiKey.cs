namespace HybridAi.Core.Tenancy;

/// <summary>An API key as it is kept: all about it but the secret, of which only the hash is known.</summary>
public sealed record ApiKey
{
    /// <summary>Its id.</summary>
    public required KeyId Id { get; init; }

    /// <summary>SHA-256 of the secret.</summary>
    public required KeyHash Hash { get; init; }

    /// <summary>The secret's first characters, to recognise it by in lists; 12 at the most and never more than a quarter of the secret.</summary>
    public required string Prefix { get; init; }

    /// <summary>Display name, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What its holder may do.</summary>
    public required Role Role { get; init; }

    /// <summary>The organization that everything done with it is counted to.</summary>
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>The team that everything done with it is counted to, or null.</summary>
    public TeamId? TeamId { get; init; }

    /// <summary>The user that everything done with it is counted to, or null.</summary>
    public UserId? UserId { get; init; }

    /// <summary>
    /// The models it may ask for, by the names it may use: exact (<c>gpt-6-astra</c>, <c>openai/gpt-6-astra</c>, an alias) or with one
    /// trailing <c>*</c> (<c>openai/*</c>). Null: every model.
    /// </summary>
    public IReadOnlyList<string>? AllowedModels { get; init; }

    /// <summary>What holds for all its requests, whatever they say themselves; null: nothing.</summary>
    public KeyPolicy? Policy { get; init; }

    /// <summary>When it was created (UTC, millisecond precision).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From this moment on it is refused, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked, or null. A revoked key is refused at once and for good.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The key that it took over from by rotation, or null.</summary>
    public KeyId? RotatedFrom { get; init; }

    /// <summary>Starts at 1 and grows by one with each change; a write that names an older one is refused.</summary>
    public required long Revision { get; init; }
}
