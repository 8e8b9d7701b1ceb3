using System.Collections.Concurrent;

namespace HybridAi.Gateway.Execution;

/// <summary>The pool of <see cref="AttemptClock"/>s.</summary>
internal sealed class AttemptClocks(TimeProvider time)
{
    private const int MostPooled = 1024;

    private readonly ConcurrentQueue<AttemptClock> _pool = new();

    /// <summary>Takes a clock and starts it.</summary>
    /// <param name="total">How much is left of the longest time for the whole request.</param>
    /// <param name="aborted">The caller's hanging up.</param>
    /// <param name="shutdown">The gateway's shutting down.</param>
    public AttemptClock Start(TimeSpan total, CancellationToken aborted, CancellationToken shutdown)
    {
        if (!_pool.TryDequeue(out var clock))
            clock = new AttemptClock(this, time);
        clock.Start(total, aborted, shutdown);
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
