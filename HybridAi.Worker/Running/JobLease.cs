using HybridAi.Core.Jobs;

namespace HybridAi.Worker.Running;

/// <summary>Keeps the lease of a run while it goes on, and cancels the run once the lease is lost.</summary>
internal sealed partial class JobLease(ClaimedRun run, IJobQueue queue, TimeSpan length, TimeProvider time, ILogger logger)
{
    private long _renewedAt = time.GetTimestamp();

    /// <summary>Whether the run is no longer this worker's.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Whether the lease may still hold, as far as this worker's clock can tell.</summary>
    public bool MayHold => !IsLost && time.GetElapsedTime(Volatile.Read(ref _renewedAt)) < length;

    /// <summary>Renews it until the token is cancelled or it is lost.</summary>
    /// <param name="lost">Cancelled when it is lost.</param>
    /// <param name="cancellationToken">Cancelled when the run has ended.</param>
    public async Task KeepAsync(CancellationTokenSource lost, CancellationToken cancellationToken)
    {
        while (!IsLost)
        {
            await Task.Delay(length / 3, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
                return;
            IsLost = !await TryRenewAsync(cancellationToken);
        }

        LogLost(run.Job, run.Fence.Run);
        await lost.CancelAsync();
    }

    private async Task<bool> TryRenewAsync(CancellationToken cancellationToken)
    {
        // From before the call: the database counts from when it gets it.
        var asked = time.GetTimestamp();
        // A database that hangs must not keep this from seeing that the lease has run out.
        using var limit = new CancellationTokenSource(length / 3, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (!await queue.RenewAsync(run.Fence, length, null, null, either.Token))
                return false;
            Volatile.Write(ref _renewedAt, asked);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return true;
        }
        catch (Exception failed)
        {
            // It is tried again while there is time.
            LogRenewFailed(failed, run.Job, run.Fence.Run);
            return MayHold;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The lease of {Job}, run {Run}, was lost; the run is cancelled here and another worker begins it anew")]
    private partial void LogLost(string job, Guid run);

    [LoggerMessage(LogLevel.Warning, "The lease of {Job}, run {Run}, could not be renewed; it is tried again")]
    private partial void LogRenewFailed(Exception exception, string job, Guid run);
}
