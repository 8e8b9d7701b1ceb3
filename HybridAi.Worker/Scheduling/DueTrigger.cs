using HybridAi.Worker.Jobs;
using Quartz;

namespace HybridAi.Worker.Scheduling;

/// <summary>What a trigger sets off. Which firing it is the schedule says, not the trigger: one that was late names another time.</summary>
[DisallowConcurrentExecution]
internal sealed class DueTrigger(IReadOnlyList<JobEntry> jobs, DueJobs due) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await due.EnqueueAsync(jobs.First(job => job.Name == context.JobDetail.Key.Name), cancellationToken);
}
