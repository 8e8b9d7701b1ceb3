using HybridAi.Core.Tenancy;

namespace HybridAi.Core.ErrorGroups;

/// <summary>Failures with the same fingerprint.</summary>
public sealed record ErrorGroup
{
    /// <summary>How many keys and how many requests a group names: those that failed last.</summary>
    public const int MostNamed = 20;

    /// <summary>How many groups there are at the most; what is beyond is gathered (<see cref="ErrorFingerprint.Gather"/>).</summary>
    public const int MostGroups = 5_000;

    /// <summary>What they have in common.</summary>
    public required ErrorFingerprint Fingerprint { get; init; }

    /// <summary>When the first of them ended (UTC, millisecond precision).</summary>
    public required DateTimeOffset FirstAt { get; init; }

    /// <summary>When the last of them ended.</summary>
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>How many there were.</summary>
    public required long Count { get; init; }

    /// <summary>Keys whose requests failed, the last first, at most <see cref="MostNamed"/>.</summary>
    public required IReadOnlyList<KeyId> Keys { get; init; }

    /// <summary>Requests that failed, the last first, at most <see cref="MostNamed"/>.</summary>
    public required IReadOnlyList<Guid> Requests { get; init; }

    /// <summary>When somebody said that it is over; null: it is open.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>How often it failed again after that.</summary>
    public long Reopened { get; init; }
}
