using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Caching;

/// <summary>Something that happened to the answer cache.</summary>
public sealed record CacheEvent
{
    /// <summary>Its id, a UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>When (UTC, millisecond precision).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The gateway that saw it.</summary>
    public required string Gateway { get; init; }

    /// <summary>What: see <see cref="CacheEventKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The organization that it concerns, or null: all.</summary>
    public OrganizationId? Organization { get; init; }

    /// <summary>The level, or null.</summary>
    public string? Level { get; init; }

    /// <summary>How many answers it concerns, where that is known.</summary>
    public long? Count { get; init; }

    /// <summary>More, for people, at most 512 characters; null for none.</summary>
    public string? Detail { get; init; }
}
