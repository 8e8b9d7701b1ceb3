using HybridAi.Core.Jobs;
using HybridAi.Worker.Jobs;

namespace HybridAi.Worker.Running;

/// <summary>Looks for runs that wait, or that a dead worker left, claims them and runs them; different jobs side by side.</summary>
internal sealed partial class JobRunner(
    IReadOnlyList<JobEntry> jobs, IJobQueue queue, JobWake wake, WorkerOptions options, IServiceProvider services, TimeProvider time, ILogger<JobRunner> logger) : BackgroundService
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(500);

    private readonly string _name = options.Name is { Length: > 0 } given ? given : $"{Environment.MachineName}:{Environment.ProcessId}";
    private readonly string[] _names = [.. jobs.Select(job => job.Name)];
    private bool _failing;

    /// <summary>Begins all runs that can begin now.</summary>
    /// <param name="running">Where they are put, under way: also those that began before this was cancelled.</param>
    /// <param name="cancellationToken">Ends the search for more, and the runs.</param>
    internal async Task BeginAsync(List<Task> running, CancellationToken cancellationToken)
    {
        while (await queue.HasWorkAsync(_names, cancellationToken)
            && await queue.ClaimAsync(_names, _name, options.Lease, options.Attempts, cancellationToken) is { } run)
            running.Add(Task.Run(() => RunAsync(run, cancellationToken), CancellationToken.None));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await BeginAsync(running, stoppingToken);
                _failing = false;
                running.RemoveAll(run => run.IsCompleted);
                await wake.WaitAsync(options.PollInterval, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failed)
            {
                if (!_failing)
                    LogPollFailed(failed);
                _failing = true;
                await Task.Delay(RetryPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(running);
    }

    private async Task RunAsync(ClaimedRun run, CancellationToken stopping)
    {
        var lease = new JobLease(run, queue, options.Lease, time, logger);
        var context = new JobContext(run, queue, options.Lease);
        using var ended = new CancellationTokenSource();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var keeping = lease.KeepAsync(cancelled, ended.Token);
        var (isReleased, error) = await DoAsync(run, context, lease, stopping, cancelled.Token);
        await ended.CancelAsync();
        await keeping;
        await InsistAsync(run, lease, isReleased
            ? () => queue.ReleaseAsync(run.Fence, CancellationToken.None)
            : () => queue.FinishAsync(run.Fence, error, context.Counts, CancellationToken.None));
        // What waited for this run to end can begin.
        wake.Signal();
    }

    private async Task<(bool IsReleased, string? Error)> DoAsync(
        ClaimedRun run, JobContext context, JobLease lease, CancellationToken stopping, CancellationToken cancelled)
    {
        try
        {
            await jobs.First(job => job.Name == run.Job).RunAsync(services, context, cancelled);
            return (false, null);
        }
        catch (Exception unfinished) when (lease.IsLost || unfinished is JobLeaseLostException || (unfinished is OperationCanceledException && stopping.IsCancellationRequested))
        {
            // Of a lost one the database knows: nothing is written for it.
            return (true, null);
        }
        catch (Exception failed)
        {
            LogFailed(failed, run.Job, run.Fence.Run);
            return (false, failed.Message);
        }
    }

    // While the lease may hold nobody else will begin the run, so that its result is worth waiting for the database.
    private async Task InsistAsync(ClaimedRun run, JobLease lease, Func<Task<bool>> write)
    {
        do
        {
            try
            {
                if (!await write())
                    LogNotKept(run.Job, run.Fence.Run);
                return;
            }
            catch (Exception failed)
            {
                LogFinishFailed(failed, run.Job, run.Fence.Run);
            }

            await Task.Delay(RetryPause, time, CancellationToken.None);
        }
        while (lease.MayHold);
    }

    [LoggerMessage(LogLevel.Warning, "The database cannot be asked for runs of jobs; it is tried again")]
    private partial void LogPollFailed(Exception exception);

    [LoggerMessage(LogLevel.Error, "{Job} failed in run {Run}")]
    private partial void LogFailed(Exception exception, string job, Guid run);

    [LoggerMessage(LogLevel.Warning, "What became of {Job}, run {Run}, was not kept, because its lease was lost")]
    private partial void LogNotKept(string job, Guid run);

    [LoggerMessage(LogLevel.Warning, "What became of {Job}, run {Run}, could not be written; it is tried again while its lease holds")]
    private partial void LogFinishFailed(Exception exception, string job, Guid run);
}
