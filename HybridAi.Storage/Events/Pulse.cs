namespace HybridAi.Storage.Events;

/// <summary>Wakes all who wait for something to happen. Safe for concurrent use.</summary>
internal sealed class Pulse
{
    private volatile TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the next beat.</summary>
    public Task Next => _next.Task;

    public void Beat()
    {
        var now = _next;
        // Whoever waits from here on waits for the beat after.
        if (Interlocked.CompareExchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), now) == now)
            now.TrySetResult();
    }
}
