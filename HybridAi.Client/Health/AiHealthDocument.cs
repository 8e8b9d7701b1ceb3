using HybridAi.Client.Metrics;

namespace HybridAi.Client.Health;

/// <summary>How everything is, as the gateway that was asked sees it.</summary>
public sealed record AiHealthDocument
{
    /// <summary><c>healthy</c>, <c>warning</c>, <c>critical</c>; <c>unknown</c> right after the start.</summary>
    public required string Status { get; init; }

    /// <summary>Why it is not healthy, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>When this was looked at.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The gateway that was asked.</summary>
    public required string Gateway { get; init; }

    /// <summary>How the gateway itself is, and what it depends on.</summary>
    public required HealthVerdictDocument Own { get; init; }

    /// <summary>What the gateway has and depends on, one by one: memory, threads, files and sockets, requests, connections, the journal, the database, Redis.</summary>
    public required IReadOnlyList<ResourceHealthDocument> Resources { get; init; }

    /// <summary>The providers, in the order of the configuration.</summary>
    public required IReadOnlyList<ProviderHealthDocument> Providers { get; init; }

    /// <summary>What requests came to since the beginning of the hour 23 hours ago; null while the database is away.</summary>
    public MetricFiguresDocument? Day { get; init; }

    /// <summary>The last 24 hours, the oldest first; empty while the database is away.</summary>
    public required IReadOnlyList<HealthHourDocument> History { get; init; }

    /// <summary>What requests of the last 24 hours were for, the most frequent first: the 20 largest, then all others without a name of their own.</summary>
    public required IReadOnlyList<TaskShareDocument> Tasks { get; init; }

    /// <summary>The last changes of level, newest first, 20 at the most.</summary>
    public required IReadOnlyList<HealthStretchDocument> Changes { get; init; }

    /// <summary>What jobs found not to be as it should be, all gateways together, the worst first, 100 at the most; empty while the database is away.</summary>
    public required IReadOnlyList<FindingDocument> Findings { get; init; }

    /// <summary>The jobs that make things better, and what they did last.</summary>
    public required IReadOnlyList<OptimizationDocument> Optimization { get; init; }
}

/// <summary>How something is.</summary>
/// <param name="Status"><c>healthy</c>, <c>warning</c>, <c>critical</c> or <c>unknown</c>.</param>
/// <param name="Reason">Why it is not healthy, or null.</param>
public sealed record HealthVerdictDocument(string Status, string? Reason);

/// <summary>Something that the gateway has or depends on.</summary>
/// <param name="Name">What, such as <c>memory</c>, <c>threads</c>, <c>upstream openai</c> or <c>redis</c>.</param>
/// <param name="Status"><c>healthy</c>, <c>warning</c>, <c>critical</c>, or <c>unknown</c> if it cannot be found out.</param>
/// <param name="Reason">Why it is not healthy, or null.</param>
/// <param name="Used">How much is used; null if it has no amount, or it cannot be found out.</param>
/// <param name="Limit">How much may be; null if nothing bounds it.</param>
/// <param name="Unit">In what, such as <c>bytes</c>; null if it has no amount.</param>
public sealed record ResourceHealthDocument(string Name, string Status, string? Reason, long? Used, long? Limit, string? Unit);

/// <summary>Something that a job found not to be as it should be, and that still is so.</summary>
/// <param name="Source">The job.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Status"><c>warning</c> or <c>critical</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Since">Since when it is at this level.</param>
public sealed record FindingDocument(string Source, string Subject, string Status, string Reason, DateTimeOffset Since);

/// <summary>An hour of requests.</summary>
/// <param name="At">Its beginning.</param>
/// <param name="Requests">How many.</param>
/// <param name="Errors">How many failed or were interrupted.</param>
/// <param name="CostUsd">The known costs.</param>
/// <param name="LatencyP95Ms">The 95th percentile of their durations; null without any.</param>
public sealed record HealthHourDocument(DateTimeOffset At, long Requests, long Errors, decimal CostUsd, decimal? LatencyP95Ms);

/// <summary>Requests for a task.</summary>
/// <param name="Task">The task; null: requests without one, or all others together.</param>
/// <param name="Other">Whether these are all tasks that are not told apart.</param>
/// <param name="Share">Their share of all requests.</param>
/// <param name="Figures">What they came to.</param>
public sealed record TaskShareDocument(string? Task, bool Other, decimal Share, MetricFiguresDocument Figures);

/// <summary>A job that makes things better.</summary>
/// <param name="Job">Its name.</param>
/// <param name="Enabled">Whether it runs by its schedule.</param>
/// <param name="Paused">Whether it was paused.</param>
/// <param name="LastStatus">How its last run stands, such as <c>succeeded</c>; null: it never ran.</param>
/// <param name="LastAt">When that ended, or was to begin.</param>
/// <param name="NextAt">When it runs next, or null.</param>
public sealed record OptimizationDocument(string Job, bool Enabled, bool Paused, string? LastStatus, DateTimeOffset? LastAt, DateTimeOffset? NextAt);
