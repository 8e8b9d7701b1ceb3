using HybridAi.Core.Jobs;

namespace HybridAi.Storage.Jobs;

/// <summary>A job as its row holds it. With setters: the databases differ in the types that their truths and numbers come as.</summary>
internal sealed class JobRow
{
    public const string Select = """
        SELECT name AS Name, description AS Description, schedule AS Schedule, enabled AS Enabled, paused AS Paused, next_at AS NextAt, announced_at AS AnnouncedAt
        FROM jobs
        """;

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Schedule { get; init; }

    public bool Enabled { get; init; }

    public bool Paused { get; init; }

    public DateTimeOffset? NextAt { get; init; }

    public DateTimeOffset AnnouncedAt { get; init; }

    public Job ToJob(JobRun? lastRun) => new()
    {
        Definition = new JobDefinition(Name, Description, Schedule, Enabled, NextAt),
        Paused = Paused,
        AnnouncedAt = AnnouncedAt,
        LastRun = lastRun,
    };
}
