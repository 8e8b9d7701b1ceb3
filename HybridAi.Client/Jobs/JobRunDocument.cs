namespace HybridAi.Client.Jobs;

/// <summary>One run of a background job.</summary>
public sealed record JobRunDocument
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The job's name.</summary>
    public required string Job { get; init; }

    /// <summary>The time that it is for: what the schedule names, or when it was asked for.</summary>
    public DateTimeOffset ScheduledAt { get; init; }

    /// <summary>Whether somebody asked for it.</summary>
    public bool Manual { get; init; }

    /// <summary>How far it has come: a value of <see cref="JobRunStatuses"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The worker that has or had it, or null.</summary>
    public string? Worker { get; init; }

    /// <summary>How often it was begun; more than once if workers died over it.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was begun, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How much of it is done, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>What it is or was at, or null.</summary>
    public string? Message { get; init; }

    /// <summary>Why it failed, or null.</summary>
    public string? Error { get; init; }

    /// <summary>What it did, counted by name, or null.</summary>
    public IReadOnlyDictionary<string, long>? Counts { get; init; }
}
