namespace HybridAi.Worker.Running;

/// <summary>Wakes the runner of this process before it would look by itself.</summary>
internal sealed class JobWake : IDisposable
{
    private readonly SemaphoreSlim _signals = new(0, 1);

    /// <summary>There is something to do.</summary>
    public void Signal()
    {
        lock (_signals)
        {
            if (_signals.CurrentCount == 0)
                _signals.Release();
        }
    }

    /// <summary>Waits for a signal, but not for longer than this.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await _signals.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose() => _signals.Dispose();
}
