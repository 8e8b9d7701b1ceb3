namespace HybridAi.Client.Tenancy;

/// <summary>An organization: the outermost tenant.</summary>
public sealed record OrganizationDocument
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its name, unique without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Grows with each change; updates name the one they were made from.</summary>
    public required long Revision { get; init; }
}
