namespace HybridAi.Core.Jobs;

/// <summary>One run of a job: a firing of its schedule, or one that somebody asked for.</summary>
public sealed record JobRun
{
    /// <summary>A UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The job's name.</summary>
    public required string Job { get; init; }

    /// <summary>The time that the schedule names, or when it was asked for; unique among a job's runs. UTC, to the millisecond.</summary>
    public required DateTimeOffset ScheduledAt { get; init; }

    /// <summary>Whether somebody asked for it.</summary>
    public bool IsManual { get; init; }

    /// <summary>How far it has come.</summary>
    public JobRunState State { get; init; }

    /// <summary>The worker that has it, or had it last; null before it is begun.</summary>
    public string? Owner { get; init; }

    /// <summary>How often it was begun; more than once if workers died over it.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was begun first, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How much of it is done, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>What it is at, or null.</summary>
    public string? Message { get; init; }

    /// <summary>Why it failed, or null.</summary>
    public string? Error { get; init; }

    /// <summary>What it did, counted by name; null before it has succeeded.</summary>
    public IReadOnlyDictionary<string, long>? Counts { get; init; }
}
