using HybridAi.Client.Jobs;
using HybridAi.Core.Jobs;

namespace HybridAi.Gateway.Endpoints.Jobs;

/// <summary>Jobs and their runs as the API shows them.</summary>
internal static class JobDocuments
{
    private static readonly (JobRunState State, string Status)[] States =
    [
        (JobRunState.Pending, JobRunStatuses.Pending), (JobRunState.Running, JobRunStatuses.Running),
        (JobRunState.Succeeded, JobRunStatuses.Succeeded), (JobRunState.Failed, JobRunStatuses.Failed),
    ];

    public static IEnumerable<string> Statuses => States.Select(known => known.Status);

    public static JobRunState? StateOf(string status) => States.Where(known => known.Status == status).Select(known => (JobRunState?)known.State).FirstOrDefault();

    public static JobDocument ToDocument(this Job job) => new()
    {
        Name = job.Definition.Name,
        Description = job.Definition.Description,
        Schedule = job.Definition.Schedule,
        Enabled = job.Definition.Enabled,
        Paused = job.Paused,
        NextRunAt = job.Paused ? null : job.Definition.NextAt,
        AnnouncedAt = job.AnnouncedAt,
        LastRun = job.LastRun?.ToDocument(),
    };

    public static JobRunDocument ToDocument(this JobRun run) => new()
    {
        Id = run.Id,
        Job = run.Job,
        ScheduledAt = run.ScheduledAt,
        Manual = run.IsManual,
        Status = States.First(known => known.State == run.State).Status,
        Worker = run.Owner,
        Attempts = run.Attempts,
        StartedAt = run.StartedAt,
        FinishedAt = run.FinishedAt,
        Progress = run.Progress,
        Message = run.Message,
        Error = run.Error,
        Counts = run.Counts,
    };
}
