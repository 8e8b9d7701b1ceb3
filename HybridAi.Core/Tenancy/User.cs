namespace HybridAi.Core.Tenancy;

/// <summary>A person or a service that holds API keys.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OrganizationId">The organization it belongs to; never changes.</param>
/// <param name="TeamId">The team it belongs to, of the same organization, or null.</param>
/// <param name="Name">Display name, 1 to 100 characters.</param>
/// <param name="Email">E-mail address, at most 254 characters, unique in the organization without regard to case, or null.</param>
/// <param name="CreatedAt">When it was created (UTC, millisecond precision).</param>
/// <param name="Revision">Starts at 1 and grows by one with each change; a write that names an older one is refused.</param>
public sealed record User(
    UserId Id, OrganizationId OrganizationId, TeamId? TeamId, string Name, string? Email, DateTimeOffset CreatedAt, long Revision);
