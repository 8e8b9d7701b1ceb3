using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Caching;

/// <summary>That answers made before a moment are not to be given any more.</summary>
public sealed record CachePurge
{
    /// <summary>How much younger than the purge an answer may be that it takes: gateways' clocks differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(1);

    /// <summary>The most characters of <see cref="Value"/>.</summary>
    public const int MostValue = 256;

    /// <summary>Its id, a UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>When (UTC, millisecond precision).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whose answers; null: everybody's.</summary>
    public OrganizationId? Organization { get; init; }

    /// <summary>What of them.</summary>
    public required CachePurgeKind Kind { get; init; }

    /// <summary>The hash, tag or model, compared character by character; empty for everything.</summary>
    public string Value { get; init; } = "";
}
