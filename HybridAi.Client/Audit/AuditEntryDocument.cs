using System.Text.Json;

namespace HybridAi.Client.Audit;

/// <summary>Who changed what, from what to what.</summary>
public sealed record AuditEntryDocument
{
    /// <summary>The entry's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The organization of the changed document.</summary>
    public required Guid OrganizationId { get; init; }

    /// <summary>The key that the change was made with.</summary>
    public required Guid ActorKeyId { get; init; }

    /// <summary>That key's user, or null.</summary>
    public Guid? ActorUserId { get; init; }

    /// <summary>What was done, such as <c>key.create</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The changed document's id or name.</summary>
    public required string Target { get; init; }

    /// <summary>The document before, or null.</summary>
    public JsonElement? Before { get; init; }

    /// <summary>The document after, or null.</summary>
    public JsonElement? After { get; init; }
}
