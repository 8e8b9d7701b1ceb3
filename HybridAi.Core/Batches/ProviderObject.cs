using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Batches;

/// <summary>A file or a batch that a provider keeps, and whose it is. The provider knows it by another id, which callers never see.</summary>
public sealed record ProviderObject
{
    /// <summary>A UUIDv7, or for what a batch has made an id that follows from the batch; callers get it as <see cref="ProviderObjectId"/> writes it.</summary>
    public required Guid Id { get; init; }

    /// <summary>What it is.</summary>
    public required ProviderObjectKind Kind { get; init; }

    /// <summary>When it was made (UTC, millisecond precision).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The organization of the key.</summary>
    public required OrganizationId OrganizationId { get; init; }

    /// <summary>The team of the key, or null.</summary>
    public TeamId? TeamId { get; init; }

    /// <summary>The user of the key, or null.</summary>
    public UserId? UserId { get; init; }

    /// <summary>The key that it was made with.</summary>
    public required KeyId KeyId { get; init; }

    /// <summary>The provider's configured name.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's id of it; empty while nobody knows whether the provider has made it.</summary>
    public string UpstreamId { get; init; } = "";

    /// <summary>What a file is for; null for a batch.</summary>
    public string? Purpose { get; init; }

    /// <summary>The API that the lines call, such as <c>/v1/chat/completions</c>; null for files of other purposes.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The model that the lines name, as the caller named it; null for files of other purposes.</summary>
    public string? RequestedModel { get; init; }

    /// <summary>The same by its provider's id.</summary>
    public string? Model { get; init; }

    /// <summary>The batch that made the file, or null.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>The provider's id of the file of a batch's answers, or null.</summary>
    public string? OutputFile { get; init; }

    /// <summary>The provider's id of the file of a batch's errors, or null.</summary>
    public string? ErrorFile { get; init; }

    /// <summary>How far it is, in OpenAI's words.</summary>
    public required string Status { get; init; }

    /// <summary>When a batch ended; null while it goes on. From then on it does not change.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When what a batch used was recorded, or null.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>What callers are told of it: OpenAI's JSON object with the ids that they know.</summary>
    public required string Document { get; init; }
}
