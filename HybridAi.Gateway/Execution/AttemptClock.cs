using HybridAi.Core.Resilience;

namespace HybridAi.Gateway.Execution;

/// <summary>
/// The one pooled time-out and cancellation source of an attempt. It knows why it fired: the caller hung up, which time-out it was, or the shutdown.
/// Setting the next time-out is a field write; the timer behind it is only touched when it has to fire earlier than it would.
/// </summary>
internal sealed class AttemptClock : IDisposable
{
    private readonly Lock _lock = new();
    private readonly AttemptClocks _pool;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _shutdown;
    private CancellationTokenRegistration _abort;
    private long _total = long.MaxValue;
    private long _next = long.MaxValue;
    private long _armedFor = long.MaxValue;
    private FailureCause _nextCause;
    private FailureCause? _cause;

    /// <summary>Makes one that is set to nothing. The shutdown, which comes once and for all attempts, it watches for as long as it lives.</summary>
    public AttemptClock(AttemptClocks pool, TimeProvider time, CancellationToken shutdown)
    {
        (_pool, _time) = (pool, time);
        // A timer captures the flow's context, which would keep the first request's data alive for ever.
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static clock => ((AttemptClock)clock!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _shutdown = shutdown.UnsafeRegister(static clock => ((AttemptClock)clock!).Fire(FailureCause.Shutdown), this);
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

    /// <summary>Starts it; see <see cref="AttemptClocks.Start"/>.</summary>
    public void Start(TimeSpan total, CancellationToken aborted)
    {
        lock (_lock)
        {
            _total = After(total);
            if (_total < _armedFor)
                Arm(_total);
        }

        _abort = aborted.UnsafeRegister(static clock => ((AttemptClock)clock!).Fire(FailureCause.ClientAborted), this);
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

    /// <summary>Ends the attempt: another one, made beside it, has content.</summary>
    public void GiveUp() => Fire(FailureCause.HedgeLost);

    /// <summary>Gives the clock back.</summary>
    public void Dispose()
    {
        // Waits for a callback that is running, so that nothing can fire into the next request.
        _abort.Dispose();
        lock (_lock)
        {
            _next = _total = long.MaxValue;
            // The timer stays as it is set: when it fires for nobody, or for a later request, it only looks what there is to wait for.
            if (_cause is null && _source.TryReset() && _pool.TryReturn(this))
                return;
        }

        // The source is left to the collector: whoever fired the clock may not have got round to cancelling it yet.
        _shutdown.Dispose();
        _timer.Dispose();
    }

    private long After(TimeSpan timeout) => _time.GetTimestamp() + (long)(timeout.TotalSeconds * _time.TimestampFrequency);

    private void Arm(long due)
    {
        _armedFor = due;
        var left = _time.GetElapsedTime(_time.GetTimestamp(), due);
        // Rounded up: a timer that is early by a fraction would only have to be set again.
        _timer.Change(left < TimeSpan.Zero ? TimeSpan.Zero : left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _armedFor = long.MaxValue;
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
