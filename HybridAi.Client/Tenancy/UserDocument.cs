namespace HybridAi.Client.Tenancy;

/// <summary>A person or a service of an organization.</summary>
public sealed record UserDocument
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The organization it belongs to.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The team it belongs to, or null.</summary>
    public Guid? TeamId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its e-mail address, unique in the organization without regard to case, or null.</summary>
    public string? Email { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Grows with each change; updates name the one they were made from.</summary>
    public required long Revision { get; init; }
}
