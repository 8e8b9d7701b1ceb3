namespace HybridAi.Client.Tenancy;

/// <summary>An API key: all about it but the secret.</summary>
public record KeyDocument
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The secret's first characters.</summary>
    public required string Prefix { get; init; }

    /// <summary>A value of <see cref="Roles"/>.</summary>
    public required string Role { get; init; }

    /// <summary>A value of <see cref="KeyStatuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The organization that everything done with it is counted to.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The team that everything done with it is counted to, or null.</summary>
    public Guid? TeamId { get; init; }

    /// <summary>The user that everything done with it is counted to, or null.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The models it may ask for, exact or with one trailing <c>*</c>; null for every model.</summary>
    public IReadOnlyList<string>? AllowedModels { get; init; }

    /// <summary>What holds for all its requests, or null.</summary>
    public KeyPolicyDocument? Policy { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when on it is refused, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked, or null.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The key that it took over from, or null.</summary>
    public Guid? RotatedFrom { get; init; }

    /// <summary>Grows with each change; updates name the one they were made from.</summary>
    public required long Revision { get; init; }
}
