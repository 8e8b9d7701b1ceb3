using HybridAi.Core.Audit;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Jobs;

/// <summary>The background jobs as people see and steer them.</summary>
public interface IJobStore
{
    /// <summary>Reads all jobs that workers announced, by name.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<Job>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Reads one job.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Null if no worker announced it.</returns>
    Task<Job?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Reads a page of a job's runs, those scheduled last first.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="state">Only runs of this state, or null for all.</param>
    /// <param name="after">Where the page starts, or null for the newest.</param>
    /// <param name="limit">How many at the most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<Page<JobRun>> RunsAsync(string job, JobRunState? state, PageCursor? after, int limit, CancellationToken cancellationToken);

    /// <summary>Counts runs that have ended.</summary>
    /// <param name="since">Those that ended at this time or later.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The jobs that have any, by name.</returns>
    Task<IReadOnlyList<JobRunCounts>> CountRunsAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Reads one run.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="id">The run's id.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<JobRun?> FindRunAsync(string job, Guid id, CancellationToken cancellationToken);

    /// <summary>Asks for a run, which a worker begins as soon as none other of the job goes on. One that waits already is not doubled.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="id">The new run's id, a UUIDv7.</param>
    /// <param name="audit">The entry that goes with it, if a new run is made; its time is the run's.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<JobRequest> RequestAsync(string job, Guid id, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Pauses or resumes a job. Whether a run is begun is decided in the database, so it holds for all workers at once.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="paused">What it is to be.</param>
    /// <param name="audit">The entry that goes with it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns><see cref="WriteResult.Stale"/> if it was so already.</returns>
    Task<WriteResult> SetPausedAsync(string job, bool paused, AuditEntry audit, CancellationToken cancellationToken);
}
