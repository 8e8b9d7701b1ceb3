namespace HybridAi.Core.Resilience.Fallbacks;

/// <summary>Something that happened around fallbacks. What happens again and again within seconds is one event with a count.</summary>
public sealed record FallbackEvent
{
    /// <summary>Its id, a UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>When, or when first (UTC, millisecond precision).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The gateway that saw it, at most 128 characters.</summary>
    public required string Gateway { get; init; }

    /// <summary>What: see <see cref="FallbackEventKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The rule, or null.</summary>
    public string? Rule { get; init; }

    /// <summary>The deployment that it is about, at most 512 characters.</summary>
    public required string Deployment { get; init; }

    /// <summary>The provider of <see cref="Deployment"/>; null if that is no more, or if it was read from where it is not kept.</summary>
    public string? Provider { get; init; }

    /// <summary>The deployment that was gone on with, or null.</summary>
    public string? Target { get; init; }

    /// <summary>Why: a <see cref="FailureCause"/> by name, or null.</summary>
    public string? Cause { get; init; }

    /// <summary>How often.</summary>
    public long Count { get; init; } = 1;

    /// <summary>One request that it happened to, or null.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>More, for people, at most 512 characters; or null.</summary>
    public string? Detail { get; init; }
}
