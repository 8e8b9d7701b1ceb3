using HybridAi.Core.Caching;

namespace HybridAi.Gateway.Caching;

/// <summary>
/// A call to a provider that several identical requests share. The first of them leads: it makes the call, and the others follow. The call lives as long as one of them wants
/// it, whoever that is.
/// </summary>
internal sealed class Flight(CacheKey key, AnswerRecording? recording)
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _unwanted = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenRegistration _hangUp;
    private int _wanting = 1;
    private int _followers;
    private bool _isClosed;

    public CacheKey Key { get; } = key;

    /// <summary>What was written of a stream so far; null if the answer is not streamed.</summary>
    public AnswerRecording? Recording { get; } = recording;

    /// <summary>The number of the last purge that was known when it began.</summary>
    public long Purges { get; init; }

    /// <summary>The time-out that the leader asked for, which ends the call; null: only the gateway's own does.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Fires when nobody wants the answer any more.</summary>
    public CancellationToken Unwanted => _unwanted.Token;

    /// <summary>Completes with the first content or the end.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Who answers; null before the first content.</summary>
    public FlightHead? Head { get; private set; }

    /// <summary>How it ended; null before.</summary>
    public FlightEnd? End { get; private set; }

    /// <summary>How many others wait, or have waited, for its answer.</summary>
    public int Followers => Volatile.Read(ref _followers);

    /// <summary>Takes notice when the leader's caller hangs up.</summary>
    public void Watch(CancellationToken aborted) => _hangUp = aborted.UnsafeRegister(static flight => ((Flight)flight!).Unwant(), this);

    /// <summary>Joins as one more who wants the answer.</summary>
    /// <returns>False if it is too late.</returns>
    public bool TryFollow()
    {
        lock (_lock)
        {
            if (_isClosed || _wanting == 0 || Recording?.TryUse() == false)
                return false;
            _wanting++;
            _followers++;
            return true;
        }
    }

    /// <summary>Ends a follower's part.</summary>
    public void Leave()
    {
        Recording?.Release();
        Unwant();
    }

    /// <summary>Says who answers, before the first content is written.</summary>
    public void Begin(FlightHead head)
    {
        Head = head;
        // Of an answer that comes whole there is nothing to follow before its end.
        if (Recording is not null)
            _begun.TrySetResult();
    }

    /// <summary>Lets nobody follow any more, the leader's part being over.</summary>
    /// <returns>Whether anybody does.</returns>
    public bool Close()
    {
        lock (_lock)
            _isClosed = true;
        _hangUp.Dispose();
        return Followers > 0;
    }

    /// <summary>Ends it; only the first end counts.</summary>
    public void Finish(FlightEnd end)
    {
        if (End is not null)
            return;
        End = end;
        Recording?.Finish();
        _begun.TrySetResult();
    }

    private void Unwant()
    {
        bool last;
        lock (_lock)
            last = --_wanting == 0 && !_isClosed;
        if (last)
            _unwanted.Cancel();
    }
}
