namespace HybridAi.Client.ErrorGroups;

/// <summary>Failures that have in common where, why and with which status.</summary>
public sealed record ErrorGroupDocument
{
    /// <summary>Its id, which follows from what they have in common: the same on all nodes, and again after it was removed.</summary>
    public required Guid Id { get; init; }

    /// <summary>Where they lie: <c>provider</c> (it failed or refused), <c>gateway</c> (it failed, or could not take the request) or <c>caller</c> (the request was refused for what it was).</summary>
    public required string Source { get; init; }

    /// <summary>The provider that was called, or null.</summary>
    public string? Provider { get; init; }

    /// <summary>The deployment that was called, or null; <c>other</c> gathers those that found no place of their own.</summary>
    public string? Deployment { get; init; }

    /// <summary>Why, as usage records name it.</summary>
    public required string Cause { get; init; }

    /// <summary>The HTTP status of the provider for attempts that others followed, else the one sent to the caller; null: none.</summary>
    public int? Status { get; init; }

    /// <summary>What the gateway failed on, without what is a request's own; or null.</summary>
    public string? Detail { get; init; }

    /// <summary><c>open</c> or <c>resolved</c>.</summary>
    public required string State { get; init; }

    /// <summary>How many there were.</summary>
    public long Count { get; init; }

    /// <summary>When the first one ended.</summary>
    public DateTimeOffset FirstAt { get; init; }

    /// <summary>When the last one ended.</summary>
    public DateTimeOffset LastAt { get; init; }

    /// <summary>When it was resolved, or null.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>How often it failed again after that.</summary>
    public long Reopened { get; init; }

    /// <summary>Keys whose requests failed, the last first, at most 20.</summary>
    public required IReadOnlyList<Guid> KeyIds { get; init; }

    /// <summary>Requests that failed, the last first, at most 20: <c>/api/requests/{id}/explain</c> has more.</summary>
    public required IReadOnlyList<Guid> RequestIds { get; init; }
}
