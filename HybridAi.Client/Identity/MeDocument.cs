namespace HybridAi.Client.Identity;

/// <summary>Who the caller is.</summary>
public sealed record MeDocument
{
    /// <summary>The key that the request was made with.</summary>
    public required Guid KeyId { get; init; }

    /// <summary>Its name.</summary>
    public required string KeyName { get; init; }

    /// <summary>Its role: a value of <see cref="Tenancy.Roles"/>.</summary>
    public required string Role { get; init; }

    /// <summary>Its organization.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>That organization's name; null while the database cannot be reached.</summary>
    public string? OrganizationName { get; init; }

    /// <summary>Its team, or null.</summary>
    public Guid? TeamId { get; init; }

    /// <summary>Its user, or null.</summary>
    public Guid? UserId { get; init; }

    /// <summary>Whether it administers the whole installation: an administrator of the default organization.</summary>
    public required bool InstallationAdministrator { get; init; }
}
