using System.Collections.Concurrent;
using HybridAi.Core.Resilience;

namespace HybridAi.Gateway.Execution;

/// <summary>
/// The one pooled time-out and cancellation source of an attempt. It knows why it fired: the caller hung up, which time-out it was, or the shutdown.
/// Setting the next time-out is a field write; the timer behind it is only touched when it has to fire earlier than it would.
/// </summary>
internal sealed class AttemptClock : IDisposable
{
    private const int MostPooled = 1024;

    private static readonly ConcurrentQueue<AttemptClock> Pool = new();

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _source = new();
    private CancellationTokenRegistration _abort;
    private CancellationTokenRegistration _shutdown;
    private long _total = long.MaxValue;
    private long _next = long.MaxValue;
    private long _armedFor = long.MaxValue;
    private FailureCause _nextCause;
    private FailureCause? _cause;

    private AttemptClock(TimeProvider time)
    {
        _time = time;
        // A timer captures the flow's context, which would keep the first request's data alive for ever.
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static clock => ((AttemptClock)clock!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Fires when the caller hangs up, a time-out is over or the gateway shuts down.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Why it fired, or null.</summary>
    public FailureCause? Cause
    {
        get
        {
            lock (_lock)
                return _cause;
        }
    }

    /// <summary>Takes a clock from the pool and starts it.</summary>
    /// <param name="time">The time provider.</param>
    /// <param name="total">How much is left of the longest time for the whole request.</param>
    /// <param name="aborted">The caller's hanging up.</param>
    /// <param name="shutdown">The gateway's shutting down.</param>
    public static AttemptClock Start(TimeProvider time, TimeSpan total, CancellationToken aborted, CancellationToken shutdown = default)
    {
        if (!Pool.TryDequeue(out var clock) || clock._time != time)
        {
            clock?._timer.Dispose();
            clock = new AttemptClock(time);
        }

        lock (clock._lock)
        {
            clock._total = clock.After(total);
            clock.Arm(clock._total);
        }

        clock._abort = aborted.UnsafeRegister(static state => ((AttemptClock)state!).Fire(FailureCause.ClientAborted), clock);
        clock._shutdown = shutdown.UnsafeRegister(static state => ((AttemptClock)state!).Fire(FailureCause.Shutdown), clock);
        return clock;
    }

    /// <summary>Starts waiting for something of the provider's.</summary>
    /// <param name="timeout">How long.</param>
    /// <param name="cause">What it means if it does not come.</param>
    public void Expect(TimeSpan timeout, FailureCause cause)
    {
        lock (_lock)
        {
            _next = After(timeout);
            _nextCause = cause;
            if (_next < _armedFor)
                Arm(_next);
        }
    }

    /// <summary>Stops waiting: it came, and what is being waited for now is not the provider.</summary>
    public void Rest()
    {
        lock (_lock)
            _next = long.MaxValue;
    }

    /// <summary>Gives the clock back.</summary>
    public void Dispose()
    {
        // Waits for a callback that is running, so that nothing can fire into the next request.
        _abort.Dispose();
        _shutdown.Dispose();
        lock (_lock)
        {
            _next = _total = long.MaxValue;
            if (_cause is null && Pool.Count < MostPooled && _source.TryReset())
            {
                Arm(long.MaxValue);
                Pool.Enqueue(this);
                return;
            }
        }

        // The source is left to the collector: whoever fired the clock may not have got round to cancelling it yet.
        _timer.Dispose();
    }

    private long After(TimeSpan timeout) => _time.GetTimestamp() + (long)(timeout.TotalSeconds * _time.TimestampFrequency);

    private void Arm(long due)
    {
        _armedFor = due;
        var left = due == long.MaxValue ? Timeout.InfiniteTimeSpan : _time.GetElapsedTime(_time.GetTimestamp(), due);
        // Rounded up: a timer that is early by a fraction would only have to be set again.
        _timer.Change(left < TimeSpan.Zero && due != long.MaxValue ? TimeSpan.Zero : left + (due == long.MaxValue ? TimeSpan.Zero : TimeSpan.FromMilliseconds(1)), Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            if (_cause is not null || (_total == long.MaxValue && _next == long.MaxValue))
                return;
            if (now < _next && now < _total)
            {
                Arm(Math.Min(_next, _total));
                return;
            }

            // Decided and marked under one lock: a clock that is given back in between must not fire into the next request.
            _cause = _next <= _total ? _nextCause : FailureCause.TotalTimeout;
        }

        _source.Cancel();
    }

    private void Fire(FailureCause cause)
    {
        lock (_lock)
        {
            if (_cause is not null)
                return;
            _cause = cause;
        }

        // Outside the lock: what is registered with the token runs right here.
        _source.Cancel();
    }
}
