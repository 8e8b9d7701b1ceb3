using HybridAi.Core.Jobs;

namespace HybridAi.Worker.Tests.Testing;

/// <summary>The queue as a worker sees it that is stopped for a while (SIGSTOP, a long pause, a network that is gone): its calls hang, then get through.</summary>
internal sealed class PausedQueue(IJobQueue queue) : IJobQueue
{
    private volatile TaskCompletionSource _open = Opened();

    /// <summary>The claim that was made last.</summary>
    public ClaimedRun? Claimed { get; private set; }

    /// <summary>What the attempts to end a run were answered.</summary>
    public List<bool> Finished { get; } = [];

    public void Stop() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Continue() => _open.TrySetResult();

    public Task AnnounceAsync(IReadOnlyList<JobDefinition> jobs, CancellationToken cancellationToken) => queue.AnnounceAsync(jobs, cancellationToken);

    public Task<bool> EnqueueAsync(string job, DateTimeOffset scheduledAt, DateTimeOffset? nextAt, CancellationToken cancellationToken) =>
        queue.EnqueueAsync(job, scheduledAt, nextAt, cancellationToken);

    public async Task<bool> HasWorkAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken)
    {
        await _open.Task.WaitAsync(cancellationToken);
        return await queue.HasWorkAsync(jobs, cancellationToken);
    }

    public async Task<ClaimedRun?> ClaimAsync(IReadOnlyCollection<string> jobs, string owner, TimeSpan lease, int mostAttempts, CancellationToken cancellationToken)
    {
        await _open.Task.WaitAsync(cancellationToken);
        return Claimed = await queue.ClaimAsync(jobs, owner, lease, mostAttempts, cancellationToken);
    }

    public async Task<bool> RenewAsync(JobFence fence, TimeSpan lease, double? progress, string? message, CancellationToken cancellationToken)
    {
        await _open.Task.WaitAsync(cancellationToken);
        return await queue.RenewAsync(fence, lease, progress, message, cancellationToken);
    }

    public async Task<bool> FinishAsync(JobFence fence, string? error, IReadOnlyDictionary<string, long> counts, CancellationToken cancellationToken)
    {
        await _open.Task.WaitAsync(cancellationToken);
        Finished.Add(await queue.FinishAsync(fence, error, counts, cancellationToken));
        return Finished[^1];
    }

    public async Task<bool> ReleaseAsync(JobFence fence, CancellationToken cancellationToken)
    {
        await _open.Task.WaitAsync(cancellationToken);
        return await queue.ReleaseAsync(fence, cancellationToken);
    }

    public Task<int> PruneAsync(DateTimeOffset before, int kept, int most, JobFence fence, CancellationToken cancellationToken) =>
        queue.PruneAsync(before, kept, most, fence, cancellationToken);

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }
}
