using HybridAi.Core.Jobs;
using HybridAi.Worker.Jobs;
using HybridAi.Worker.Running;

namespace HybridAi.Worker.Scheduling;

/// <summary>Notes down in the database that a job is due, as often as that takes.</summary>
internal sealed partial class DueJobs(IJobQueue queue, JobWake wake, TimeProvider time, ILogger<DueJobs> logger)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Makes jobs known to the other processes.</summary>
    public Task AnnounceAsync(IReadOnlyList<JobEntry> jobs, CancellationToken cancellationToken) => InsistAsync(
        () => queue.AnnounceAsync([.. jobs.Select(ToDefinition)], cancellationToken), cancellationToken);

    /// <summary>Makes the last firing that is due wait for a worker, if it has not been dealt with. Those before it are covered by it.</summary>
    public Task EnqueueAsync(JobEntry job, CancellationToken cancellationToken) => InsistAsync(
        async () =>
        {
            var now = time.GetUtcNow();
            if (job.Schedule.LastDue(now) is { } due && await queue.EnqueueAsync(job.Name, due, job.Schedule.NextDue(now), cancellationToken))
                wake.Signal();
        },
        cancellationToken);

    private JobDefinition ToDefinition(JobEntry job) =>
        new(job.Name, job.Description, job.Schedule.Text, job.Enabled, job.Enabled ? job.Schedule.NextDue(time.GetUtcNow()) : null);

    private async Task InsistAsync(Func<Task> write, CancellationToken cancellationToken)
    {
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                LogFailed(failed, pause);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Jobs could not be noted down in the database; it is tried again in {Pause}")]
    private partial void LogFailed(Exception exception, TimeSpan pause);
}
