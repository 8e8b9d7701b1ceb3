namespace HybridAi.Client.Caching;

/// <summary>What is purged: exactly one of the first four.</summary>
public sealed record PurgeCacheRequest
{
    /// <summary>One answer: the hash of its request, as entries have it.</summary>
    public string? Key { get; init; }

    /// <summary>What requests with this tag caused.</summary>
    public string? Tag { get; init; }

    /// <summary>What this model said, by its provider's id, <c>provider/id</c> or the name that callers used.</summary>
    public string? Model { get; init; }

    /// <summary>Everything; has to be true.</summary>
    public bool? All { get; init; }

    /// <summary>Whose answers. Default: the caller's organization. Administrators of the installation may name another.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>Whether the answers of all organizations are meant; for administrators of the installation.</summary>
    public bool? Everybody { get; init; }
}
