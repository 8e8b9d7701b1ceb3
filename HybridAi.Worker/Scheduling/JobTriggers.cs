using HybridAi.Worker.Jobs;
using Quartz;

namespace HybridAi.Worker.Scheduling;

/// <summary>Announces the jobs, catches up on what fell due while no worker ran, and starts the triggers, which are in memory only.</summary>
internal sealed class JobTriggers(IReadOnlyList<JobEntry> jobs, DueJobs due, ISchedulerFactory schedulers, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await due.AnnounceAsync(jobs, stoppingToken);
        var scheduler = await schedulers.GetScheduler(stoppingToken);
        try
        {
            foreach (var job in jobs.Where(job => job.Enabled))
            {
                await scheduler.ScheduleJob(JobBuilder.Create<DueTrigger>().WithIdentity(job.Name).Build(), job.Schedule.ToTrigger(job.Name, time), stoppingToken);
                await due.EnqueueAsync(job, stoppingToken);
            }

            await scheduler.Start(stoppingToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken);
        }
        finally
        {
            await scheduler.Shutdown(waitForJobsToComplete: false, CancellationToken.None);
        }
    }
}
