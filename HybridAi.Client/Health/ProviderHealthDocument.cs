using HybridAi.Client.Metrics;

namespace HybridAi.Client.Health;

/// <summary>How a provider is.</summary>
public sealed record ProviderHealthDocument
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary><c>healthy</c>, <c>warning</c>, <c>critical</c>, or <c>unknown</c> if nothing was seen of it.</summary>
    public required string Status { get; init; }

    /// <summary>Why it is not healthy, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Since when it is at this level.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether it is simulated.</summary>
    public required bool Simulated { get; init; }

    /// <summary>Whether it was not switched off over the API.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How far it can be relied on, 0 to 100, by its calls of the last 10 minutes; null without any.</summary>
    public double? Reliability { get; init; }

    /// <summary>What the last question for its models showed; null if none was asked.</summary>
    public HealthProbeDocument? Probe { get; init; }

    /// <summary>What its requests of the last 24 hours came to; null without any, or while the database is away.</summary>
    public MetricFiguresDocument? Day { get; init; }

    /// <summary>Its deployments that were called lately, or whose circuit is not closed.</summary>
    public required IReadOnlyList<DeploymentHealthDocument> Deployments { get; init; }
}

/// <summary>What a question for a provider's models showed.</summary>
/// <param name="At">When it was answered, or given up.</param>
/// <param name="Ok">Whether it was answered.</param>
/// <param name="Failures">How many in a row were not.</param>
/// <param name="Problem">What was wrong, or null.</param>
/// <param name="DurationMs">How long it took.</param>
public sealed record HealthProbeDocument(DateTimeOffset At, bool Ok, int Failures, string? Problem, double DurationMs);

/// <summary>How a deployment is. Times are geometric means in milliseconds, null where nothing is known.</summary>
public sealed record DeploymentHealthDocument
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary><c>healthy</c>, <c>warning</c>, <c>critical</c> or <c>unknown</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Why it is not healthy, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Since when it is at this level.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>By what factor it is surely slower than in its last seven days; null if it is not.</summary>
    public double? Slowdown { get; init; }

    /// <summary>Its calls of the last minute that showed whether it works.</summary>
    public required long Calls { get; init; }

    /// <summary>Those that showed that it does not.</summary>
    public required long Failed { get; init; }

    /// <summary>The share that usually fails.</summary>
    public double? UsualErrorRate { get; init; }

    /// <summary>How long streams of the last minute took to their first content.</summary>
    public double? FirstContentMs { get; init; }

    /// <summary>How long they usually take.</summary>
    public double? UsualFirstContentMs { get; init; }

    /// <summary>How long the other answers of the last minute took.</summary>
    public double? AnswerMs { get; init; }

    /// <summary>How long they usually take.</summary>
    public double? UsualAnswerMs { get; init; }
}

/// <summary>A stretch of time in which a provider or deployment was the same to a gateway.</summary>
public sealed record HealthStretchDocument
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The gateway that saw it.</summary>
    public required string Gateway { get; init; }

    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>The deployment, or null: the provider as a whole.</summary>
    public string? Deployment { get; init; }

    /// <summary><c>healthy</c>, <c>warning</c>, <c>critical</c> or <c>unknown</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Why it was not healthy, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>How it was afterwards, if it changed; else null.</summary>
    public string? Next { get; init; }

    /// <summary>Why it was not healthy then, or null.</summary>
    public string? NextReason { get; init; }

    /// <summary>Its calls that showed whether it works.</summary>
    public long Calls { get; init; }

    /// <summary>Those that showed that it does not.</summary>
    public long Failed { get; init; }

    /// <summary>The geometric mean of the times of streams to their first content, in milliseconds.</summary>
    public double? FirstContentMs { get; init; }

    /// <summary>The geometric mean of how long the other answers took, in milliseconds.</summary>
    public double? AnswerMs { get; init; }
}
