namespace HybridAi.Core.Tenancy;

/// <summary>A group of users in an organization.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OrganizationId">The organization it belongs to; never changes.</param>
/// <param name="Name">Display name, 1 to 100 characters, unique in the organization without regard to case.</param>
/// <param name="CreatedAt">When it was created (UTC, millisecond precision).</param>
/// <param name="Revision">Starts at 1 and grows by one with each change; a write that names an older one is refused.</param>
public sealed record Team(TeamId Id, OrganizationId OrganizationId, string Name, DateTimeOffset CreatedAt, long Revision);
