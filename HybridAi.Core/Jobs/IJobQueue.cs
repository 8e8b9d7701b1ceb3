namespace HybridAi.Core.Jobs;

/// <summary>
/// What workers do with jobs and their runs. Workers agree without knowing of each other: a firing is a row, unique by job and scheduled time,
/// which the schedule alone determines; claims and leases go by the database's clock, so that the workers' own clocks may differ.
/// </summary>
public interface IJobQueue
{
    /// <summary>Makes jobs known, or brings what is known of them up to date.</summary>
    /// <param name="jobs">All jobs of a worker.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task AnnounceAsync(IReadOnlyList<JobDefinition> jobs, CancellationToken cancellationToken);

    /// <summary>
    /// Says that a job is due. It is noted down once, whoever says it how often; not at all while the job is paused, or while a firing of before
    /// still waits, which then stands for both.
    /// </summary>
    /// <param name="job">The job's name.</param>
    /// <param name="scheduledAt">The time that the schedule names, to the millisecond.</param>
    /// <param name="nextAt">When it is due after that, or null if never.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>Whether this call made a run wait for a worker.</returns>
    Task<bool> EnqueueAsync(string job, DateTimeOffset scheduledAt, DateTimeOffset? nextAt, CancellationToken cancellationToken);

    /// <summary>Whether <see cref="ClaimAsync"/> would find anything to do. Cheaper than that.</summary>
    /// <param name="jobs">The names of the jobs that the worker can run.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<bool> HasWorkAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken);

    /// <summary>
    /// Claims the run that has waited longest: one that waits, or one whose worker let its lease expire. At most one run of a job goes on at a time.
    /// Runs whose workers died as often as they may are ended as failed.
    /// </summary>
    /// <param name="jobs">The names of the jobs that the worker can run.</param>
    /// <param name="owner">The worker's name.</param>
    /// <param name="lease">For how long.</param>
    /// <param name="mostAttempts">How often a run may be begun, 1 or more.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>Null if there is nothing to do.</returns>
    Task<ClaimedRun?> ClaimAsync(IReadOnlyCollection<string> jobs, string owner, TimeSpan lease, int mostAttempts, CancellationToken cancellationToken);

    /// <summary>Renews the lease of a claim.</summary>
    /// <param name="fence">The claim.</param>
    /// <param name="lease">For how long from now on.</param>
    /// <param name="progress">How much is done, 0 to 1, or null to leave what was said last.</param>
    /// <param name="message">What it is at, or null to leave what was said last.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>False if the claim holds no longer.</returns>
    Task<bool> RenewAsync(JobFence fence, TimeSpan lease, double? progress, string? message, CancellationToken cancellationToken);

    /// <summary>Ends a run.</summary>
    /// <param name="fence">The claim.</param>
    /// <param name="error">Why it failed, or null if it succeeded.</param>
    /// <param name="counts">What it did, counted by name.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>False if the claim holds no longer: the result is not kept.</returns>
    Task<bool> FinishAsync(JobFence fence, string? error, IReadOnlyDictionary<string, long> counts, CancellationToken cancellationToken);

    /// <summary>Gives a run back unfinished, as a worker does that is told to stop. The attempt does not count.</summary>
    /// <param name="fence">The claim.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>False if the claim holds no longer.</returns>
    Task<bool> ReleaseAsync(JobFence fence, CancellationToken cancellationToken);

    /// <summary>Removes runs that have ended.</summary>
    /// <param name="before">Those that ended before this go.</param>
    /// <param name="kept">Of each job's runs that nobody asked for and that succeeded so many stay, the newest; what is beyond goes, however new it is.</param>
    /// <param name="most">The most to remove at once, so that others get their turn to write.</param>
    /// <param name="fence">The claim that it is done under.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="JobLeaseLostException">The claim holds no longer.</exception>
    Task<int> PruneAsync(DateTimeOffset before, int kept, int most, JobFence fence, CancellationToken cancellationToken);
}
