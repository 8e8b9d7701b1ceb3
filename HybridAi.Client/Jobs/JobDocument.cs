namespace HybridAi.Client.Jobs;

/// <summary>A background job.</summary>
public sealed record JobDocument
{
    /// <summary>Its name, such as <c>retention</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    public required string Description { get; init; }

    /// <summary>When it runs: an interval such as <c>1h</c>, or a cron expression in UTC.</summary>
    public required string Schedule { get; init; }

    /// <summary>Whether the schedule counts; else it only runs when it is asked for.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether it is paused: none of its runs is begun.</summary>
    public bool Paused { get; init; }

    /// <summary>When it is due next, or null if never by itself. In the past if no worker runs.</summary>
    public DateTimeOffset? NextRunAt { get; init; }

    /// <summary>When a worker last said that it runs it.</summary>
    public DateTimeOffset AnnouncedAt { get; init; }

    /// <summary>The run that was begun last, or null.</summary>
    public JobRunDocument? LastRun { get; init; }
}
