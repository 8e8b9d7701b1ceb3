using System.Text.Json;
using HybridAi.Core.Jobs;
using HybridAi.Core.Paging;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Jobs;

/// <summary>A run as its row holds it.</summary>
internal sealed class JobRunRow
{
    public const string Select = """
        SELECT id AS Id, job AS Job, at AS At, manual AS Manual, state AS State, owner AS Owner, attempts AS Attempts, started_at AS StartedAt,
               finished_at AS FinishedAt, progress AS Progress, message AS Message, error AS Error, counts AS Counts
        FROM background_jobs
        """;

    public Guid Id { get; init; }

    public required string Job { get; init; }

    public DateTimeOffset At { get; init; }

    public bool Manual { get; init; }

    public required string State { get; init; }

    public string? Owner { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public double Progress { get; init; }

    public string? Message { get; init; }

    public string? Error { get; init; }

    public string? Counts { get; init; }

    public PageCursor Place => new(At.ToUnixTimeMilliseconds(), Id);

    public JobRun ToRun() => new()
    {
        Id = Id,
        Job = Job,
        ScheduledAt = At,
        IsManual = Manual,
        State = Enum.Parse<JobRunState>(State),
        Owner = Owner,
        Attempts = Attempts,
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        Progress = Progress,
        Message = Message,
        Error = Error,
        Counts = Counts is null ? null : JsonSerializer.Deserialize(Counts, StorageJson.Default.IReadOnlyDictionaryStringInt64),
    };
}
