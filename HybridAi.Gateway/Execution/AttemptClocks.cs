using System.Collections.Concurrent;

namespace HybridAi.Gateway.Execution;

/// <summary>The pool of <see cref="AttemptClock"/>s.</summary>
/// <param name="time">The clock behind them.</param>
/// <param name="shutdown">The gateway's shutting down, which fires them all.</param>
internal sealed class AttemptClocks(TimeProvider time, CancellationToken shutdown)
{
    private const int MostPooled = 1024;

    private readonly ConcurrentQueue<AttemptClock> _pool = new();

    /// <summary>The gateway's shutting down, for what waits between attempts.</summary>
    public CancellationToken Shutdown => shutdown;

    /// <summary>Takes a clock and starts it.</summary>
    /// <param name="total">How much is left of the longest time for the whole request.</param>
    /// <param name="aborted">The caller's hanging up.</param>
    public AttemptClock Start(TimeSpan total, CancellationToken aborted)
    {
        if (!_pool.TryDequeue(out var clock))
            clock = new AttemptClock(this, time, shutdown);
        clock.Start(total, aborted);
        return clock;
    }

    /// <summary>Takes a clock back that has never fired and is set to nothing.</summary>
    /// <returns>False if there are enough.</returns>
    public bool TryReturn(AttemptClock clock)
    {
        if (_pool.Count >= MostPooled)
            return false;
        _pool.Enqueue(clock);
        return true;
    }
}
