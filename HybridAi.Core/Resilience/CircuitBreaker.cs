using System.Globalization;

namespace HybridAi.Core.Resilience;

/// <summary>
/// The circuit breaker of one deployment. Closed, it counts; too many failures in a row, or too large a share of failed or slow calls in its
/// window, open it. Open, it lets no call in until its time is over; then, half open, a few trial calls at a time. So many of them that succeed in a
/// row close it, one that fails opens it again. Safe for concurrent use; time is given, on any clock that does not go back.
/// </summary>
/// <param name="options">When it opens and closes.</param>
public sealed class CircuitBreaker(BreakerOptions options)
{
    private const int Slots = 10;

    private readonly Lock _lock = new();
    private readonly OutcomeWindow _window = new(options.Window, Slots);

    // Calls that were given up when they had already been slow: they count as that, and neither as good nor as failed.
    private readonly OutcomeWindow _givenUp = new(options.Window, Slots);
    private volatile BreakerState _state;
    private TimeSpan _openUntil;
    private int _period;
    private int _failuresInRow;
    private int _trials;
    private int _trialsPassed;

    /// <summary>Where it stands.</summary>
    /// <param name="now">The time.</param>
    public BreakerState StateAt(TimeSpan now)
    {
        if (_state == BreakerState.Closed)
            return BreakerState.Closed;
        lock (_lock)
            return _state == BreakerState.Open && now >= _openUntil ? BreakerState.HalfOpen : _state;
    }

    /// <summary>How long it lets no call in; zero if it does.</summary>
    /// <param name="now">The time.</param>
    public TimeSpan ClosedOffFor(TimeSpan now)
    {
        if (_state != BreakerState.Open)
            return TimeSpan.Zero;
        lock (_lock)
            return _state == BreakerState.Open && now < _openUntil ? _openUntil - now : TimeSpan.Zero;
    }

    /// <summary>Whether a call would be let in now.</summary>
    /// <param name="now">The time.</param>
    public bool LetsIn(TimeSpan now)
    {
        if (_state == BreakerState.Closed)
            return true;
        lock (_lock)
            return _state == BreakerState.Closed || (_state == BreakerState.Open ? now >= _openUntil : _trials < options.Trials);
    }

    /// <summary>Whether it is closed and has seen nothing lately, so that a new one would say the same.</summary>
    /// <param name="now">The time.</param>
    public bool IsIdle(TimeSpan now)
    {
        lock (_lock)
            return _state == BreakerState.Closed && _failuresInRow == 0 && _window.Sum(now, options.Window).Calls == 0 && _givenUp.Sum(now, options.Window).Calls == 0;
    }

    /// <summary>Asks to make a call.</summary>
    /// <param name="now">The time.</param>
    /// <returns>Leave to, to be given back by <see cref="Leave"/>; null: no.</returns>
    public BreakerTicket? TryEnter(TimeSpan now)
    {
        // The period first: if it ends meanwhile, the call belongs to the one that is over.
        var period = Volatile.Read(ref _period);
        if (_state == BreakerState.Closed)
            return new BreakerTicket(period, IsTrial: false);
        lock (_lock)
        {
            if (_state == BreakerState.Closed)
                return new BreakerTicket(_period, IsTrial: false);
            if (_state == BreakerState.Open)
            {
                if (now < _openUntil)
                    return null;
                MoveUnderLock(BreakerState.HalfOpen);
            }

            if (_trials >= options.Trials)
                return null;
            _trials++;
            return new BreakerTicket(_period, IsTrial: true);
        }
    }

    /// <summary>Says what became of a call.</summary>
    /// <param name="ticket">The leave to make it.</param>
    /// <param name="verdict">What it showed.</param>
    /// <param name="took">How long it took to its first content, or to its end, be it that somebody gave it up: it has taken at least so long.</param>
    /// <param name="now">The time.</param>
    /// <returns>That it opened or closed by that; null if it did not.</returns>
    public BreakerChange? Leave(BreakerTicket ticket, CallVerdict verdict, TimeSpan took, TimeSpan now)
    {
        var slow = options.SlowRate > 0 && took >= options.SlowAfter;
        lock (_lock)
        {
            // A call from before says nothing about now.
            if (ticket.Period != _period)
                return null;
            if (ticket.IsTrial)
                return LeaveTrialUnderLock(verdict, slow, now);
            if (verdict == CallVerdict.Unknown && !slow)
                return null;
            if (verdict == CallVerdict.Unknown)
                _givenUp.Add(now, failed: false, slow);
            else
            {
                _failuresInRow = verdict == CallVerdict.Failed ? _failuresInRow + 1 : 0;
                _window.Add(now, verdict == CallVerdict.Failed, slow);
            }

            // Only what is bad can have made it worse.
            return (verdict == CallVerdict.Failed || slow) && ReasonUnderLock(now) is { } reason ? OpenUnderLock(now, options.OpenFor, reason) : null;
        }
    }

    /// <summary>Takes over what another gateway found out.</summary>
    /// <param name="state">Open, or closed.</param>
    /// <param name="openFor">For how long it is still open.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether that changed anything.</returns>
    public bool Adopt(BreakerState state, TimeSpan openFor, TimeSpan now)
    {
        lock (_lock)
        {
            if (state == BreakerState.Open && openFor > TimeSpan.Zero)
            {
                var changed = _state != BreakerState.Open;
                _openUntil = changed || now + openFor > _openUntil ? now + openFor : _openUntil;
                if (changed)
                    MoveUnderLock(BreakerState.Open);
                return changed;
            }

            if (state != BreakerState.Closed || _state == BreakerState.Closed)
                return false;
            MoveUnderLock(BreakerState.Closed);
            return true;
        }
    }

    private BreakerChange? LeaveTrialUnderLock(CallVerdict verdict, bool slow, TimeSpan now)
    {
        _trials--;
        if (verdict == CallVerdict.Failed || slow)
            return OpenUnderLock(now, options.OpenFor, verdict == CallVerdict.Failed ? "a trial call failed" : "a trial call was slow");
        if (verdict == CallVerdict.Unknown || ++_trialsPassed < options.Trials)
            return null;
        MoveUnderLock(BreakerState.Closed);
        return new BreakerChange(BreakerState.Closed, $"{options.Trials} trial calls succeeded", TimeSpan.Zero);
    }

    private string? ReasonUnderLock(TimeSpan now)
    {
        if (_failuresInRow >= options.Failures)
            return $"{_failuresInRow} calls in a row failed";
        var (calls, failed, slow) = _window.Sum(now, options.Window);
        if (calls >= options.LeastCalls && options.ErrorRate > 0 && failed >= options.ErrorRate * calls)
            return string.Create(CultureInfo.InvariantCulture, $"{failed} of the last {calls} calls failed");
        var givenUp = _givenUp.Sum(now, options.Window).Calls;
        return calls + givenUp >= options.LeastCalls && options.SlowRate > 0 && slow + givenUp >= options.SlowRate * (calls + givenUp)
            ? string.Create(CultureInfo.InvariantCulture, $"{slow + givenUp} of the last {calls + givenUp} calls were slow")
            : null;
    }

    private BreakerChange OpenUnderLock(TimeSpan now, TimeSpan openFor, string reason)
    {
        _openUntil = now + openFor;
        MoveUnderLock(BreakerState.Open);
        return new BreakerChange(BreakerState.Open, reason, openFor);
    }

    // A new period: calls that are under way belong to the one before.
    private void MoveUnderLock(BreakerState state)
    {
        _state = state;
        _period++;
        _trials = _trialsPassed = _failuresInRow = 0;
        _window.Clear();
        _givenUp.Clear();
    }
}
