using HybridAi.Worker.Jobs;
using Quartz;

namespace HybridAi.Worker.Scheduling;

/// <summary>
/// Starts the triggers, which are in memory only. Announces the jobs and looks for what fell due unnoticed at the start, while no worker ran, and every minute,
/// while this process slept.
/// </summary>
internal sealed class JobTriggers(IReadOnlyList<JobEntry> jobs, DueJobs due, ISchedulerFactory schedulers, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        JobEntry[] scheduled = [.. jobs.Where(job => job.Enabled)];
        await due.AnnounceAsync(jobs, stoppingToken);
        var scheduler = await schedulers.GetScheduler(stoppingToken);
        try
        {
            foreach (var job in scheduled)
                await scheduler.ScheduleJob(
                    JobBuilder.Create<DueTrigger>().WithIdentity(job.Name).Build(), job.Schedule.ToTrigger(job.Name, time), cancellationToken: stoppingToken);
            await scheduler.Start(stoppingToken);
            while (true)
            {
                foreach (var job in scheduled)
                    await due.EnqueueAsync(job, stoppingToken);
                await Task.Delay(Interval, time, stoppingToken);
                await due.AnnounceAsync(jobs, stoppingToken);
            }
        }
        finally
        {
            await scheduler.Shutdown(waitForJobsToComplete: false, CancellationToken.None);
        }
    }
}
