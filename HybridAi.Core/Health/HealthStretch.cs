namespace HybridAi.Core.Health;

/// <summary>A stretch of time in which a provider or deployment was the same to a gateway: a row of the history, and a part of the baseline.</summary>
public sealed record HealthStretch
{
    /// <summary>A UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it ended (UTC, millisecond precision).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The gateway's name.</summary>
    public required string Gateway { get; init; }

    /// <summary>The provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The deployment's id; null: it is about the provider as a whole, and has no figures.</summary>
    public string? Deployment { get; init; }

    /// <summary>How it was.</summary>
    public required HealthLevel Level { get; init; }

    /// <summary>Why it was not healthy; null if it was.</summary>
    public string? Reason { get; init; }

    /// <summary>How it was afterwards, if that was why the stretch ended; else null.</summary>
    public HealthLevel? Next { get; init; }

    /// <summary>Why that is, if it is not healthy.</summary>
    public string? NextReason { get; init; }

    /// <summary>What its calls came to.</summary>
    public HealthFigures Figures { get; init; }
}
