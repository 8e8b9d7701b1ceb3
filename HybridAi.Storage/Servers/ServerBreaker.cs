namespace HybridAi.Storage.Servers;

/// <summary>
/// Decides whether calls are made to a server. Open at the start. Closed by a probe that succeeds, the only call that is made while it is open; opened by
/// so many calls in a row that say that the server is lost.
/// </summary>
/// <param name="failuresToOpen">How many.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerBreaker(int failuresToOpen, TimeProvider time)
{
    private const string NotYetKnown = "not connected yet";

    private readonly Lock _lock = new();
    private volatile ServerStanding _standing = new(true, time.GetUtcNow(), NotYetKnown);
    private int _failures;

    /// <summary>Where it stands.</summary>
    public ServerStanding Standing => _standing;

    /// <summary>Takes note of what became of a call.</summary>
    /// <param name="loss">If it says that the server is lost, why; else null.</param>
    /// <param name="isProbe">Whether it was the probe.</param>
    /// <returns>Whether it is now known to be open, or closed, and was not before.</returns>
    public bool Record(string? loss, bool isProbe)
    {
        if (loss is null && !_standing.IsOpen)
        {
            if (Volatile.Read(ref _failures) != 0)
                Volatile.Write(ref _failures, 0);
            return false;
        }

        lock (_lock)
        {
            return loss is not null ? RecordLossUnderLock(loss, isProbe) : isProbe && CloseUnderLock();
        }
    }

    private bool RecordLossUnderLock(string loss, bool isProbe)
    {
        if (_standing.IsOpen)
        {
            // Why it is lost may change while it is: stopped, then gone.
            var wasKnown = _standing.Cause != NotYetKnown;
            if (isProbe)
                _standing = _standing with { Cause = loss };
            return isProbe && !wasKnown;
        }

        if (++_failures < failuresToOpen)
            return false;
        _standing = new ServerStanding(true, time.GetUtcNow(), loss);
        return true;
    }

    private bool CloseUnderLock()
    {
        if (!_standing.IsOpen)
            return false;
        _failures = 0;
        _standing = new ServerStanding(false, time.GetUtcNow(), null);
        return true;
    }
}
