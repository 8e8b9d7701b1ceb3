namespace HybridAi.Core.Tenancy;

/// <summary>The outermost tenant. Everything that is recorded, cached or limited belongs to exactly one.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Display name, 1 to 100 characters, unique without regard to case.</param>
/// <param name="CreatedAt">When it was created (UTC, millisecond precision).</param>
/// <param name="Revision">Starts at 1 and grows by one with each change; a write that names an older one is refused.</param>
public sealed record Organization(OrganizationId Id, string Name, DateTimeOffset CreatedAt, long Revision);
