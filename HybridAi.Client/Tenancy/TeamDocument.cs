namespace HybridAi.Client.Tenancy;

/// <summary>A team of an organization.</summary>
public sealed record TeamDocument
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The organization it belongs to.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>Its name, unique in the organization without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Grows with each change; updates name the one they were made from.</summary>
    public required long Revision { get; init; }
}
