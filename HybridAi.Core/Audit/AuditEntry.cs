using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Audit;

/// <summary>Who changed what, from what to what. Entries are only ever added.</summary>
/// <param name="Id">A UUIDv7.</param>
/// <param name="At">When (UTC, millisecond precision).</param>
/// <param name="OrganizationId">The organization that the changed document belongs to.</param>
/// <param name="ActorKeyId">The key that the change was made with.</param>
/// <param name="ActorUserId">The user of that key, or null.</param>
/// <param name="Action">What was done, as <c>document.verb</c>: <c>key.create</c>, <c>team.delete</c>, <c>provider-key.set</c>.</param>
/// <param name="Target">The changed document's id or name.</param>
/// <param name="Before">The document before as JSON, without secrets, or null if it did not exist.</param>
/// <param name="After">The document after as JSON, without secrets, or null if it no longer exists.</param>
public sealed record AuditEntry(
    Guid Id, DateTimeOffset At, OrganizationId OrganizationId, KeyId ActorKeyId, UserId? ActorUserId,
    string Action, string Target, string? Before, string? After);
