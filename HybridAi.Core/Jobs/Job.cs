namespace HybridAi.Core.Jobs;

/// <summary>A background job as it stands.</summary>
public sealed record Job
{
    /// <summary>What the workers announced last.</summary>
    public required JobDefinition Definition { get; init; }

    /// <summary>Whether an administrator has paused it: none of its runs is begun until it is resumed.</summary>
    public bool Paused { get; init; }

    /// <summary>When a worker last announced it.</summary>
    public required DateTimeOffset AnnouncedAt { get; init; }

    /// <summary>The run that was begun last, or null if there is none (any more).</summary>
    public JobRun? LastRun { get; init; }
}
