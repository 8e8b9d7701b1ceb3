namespace HybridAi.Storage.Journal;

/// <summary>What the drain sees of the log: where it stands, and who waits for it. One loop calls all this.</summary>
internal sealed partial class JournalLog
{
    private readonly List<(long Target, TaskCompletionSource Done)> _waiters = [];
    private long _drained, _recovering;
    private bool _recovered = true;

    /// <summary>Says that files of an earlier run, of so many bytes, are still to be recovered.</summary>
    public void RecoveryStarts(long bytes)
    {
        lock (_gate)
            (_recovering, _recovered) = (bytes, false);
    }

    /// <summary>Says that they are.</summary>
    public void RecoveryEnded()
    {
        lock (_gate)
        {
            (_recovering, _recovered) = (0, true);
            WakeLocked();
        }
    }

    /// <summary>The oldest file and how far it may be read; <c>IsCurrent</c> if there will be more.</summary>
    public (Segment Segment, long End, bool IsCurrent)? Oldest()
    {
        lock (_gate)
            return segments.Oldest is { } oldest ? (oldest, oldest.Written, oldest == segments.Current) : null;
    }

    /// <summary>Says how far the database has the oldest file.</summary>
    public void Drained(Segment segment, long position)
    {
        lock (_gate)
        {
            _drained += position - segment.Drained;
            segment.Drained = position;
            WakeLocked();
        }
    }

    /// <summary>Deletes the oldest file, which is closed and in the database.</summary>
    public void RemoveOldest()
    {
        lock (_gate)
            segments.RemoveOldest();
    }

    /// <summary>Waits until the database has all that was appended before.</summary>
    public async Task WaitForDrainAsync(Action poke, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiters.Add((_appended, done));
            WakeLocked();
        }
        poke();
        try
        {
            await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
                _waiters.RemoveAll(waiter => waiter.Done == done);
        }
    }

    /// <summary>Looks after the files: mends what failed, makes the next file in advance, ends one that is old.</summary>
    public void Maintain()
    {
        long? spare = null;
        lock (_gate)
        {
            if (_closed)
                return;
            RetireLocked();
            if (_failure is not null)
                MendLocked();
            else if (segments.Current is { } current && current.Free < current.Capacity / 2 && !segments.HasSpare)
                spare = segments.NextNumber();
        }
        if (spare is { } number)
            MakeSpare(number);
    }

    /// <summary>Ends the log. Files that the database has in whole are deleted; others stay for the next start.</summary>
    /// <returns>The records that never found room in a file.</returns>
    public IReadOnlyList<HeldRecord> Close()
    {
        lock (_gate)
        {
            if (_closed)
                return [];
            _closed = true;
            while (_open.Count == 0 && segments.Oldest is { } oldest && oldest.Drained == oldest.Written)
                segments.RemoveOldest();
            TryFlush(options.Fsync == JournalFsync.Group ? segments.TakeUnflushed() : [], []);
            segments.CloseAll();
            foreach (var (_, done) in _waiters)
                done.TrySetException(new ObjectDisposedException(nameof(UsageJournal)));
            HeldRecord[] held = [.. _held];
            _held.Clear();
            return held;
        }
    }

    /// <summary>The records that wait in memory now.</summary>
    public IReadOnlyList<HeldRecord> Held()
    {
        lock (_gate)
            return [.. _held];
    }

    /// <summary>Says that the database has a record that waited in memory.</summary>
    public void HeldIsStored(HeldRecord held)
    {
        lock (_gate)
        {
            if (!_held.Remove(held))
                return;
            if (_open.Remove(held.Record.Id, out var request))
                _reserved -= request.Reserved;
        }
        held.Done.TrySetResult(true);
    }

    private void WakeLocked()
    {
        if (!_recovered)
            return;
        foreach (var (target, done) in _waiters)
        {
            if (_drained >= target)
                done.TrySetResult();
        }
    }

    // A file of a quiet hour is full of what the database has; without this it would be read again after each crash.
    private void RetireLocked()
    {
        if (segments.Current is not { Written: > 0 } current || current != segments.Oldest || current.Drained != current.Written)
            return;
        if (_open.Count == 0 && (_failure is not null || time.GetUtcNow() - current.CreatedAt > options.MaxSegmentAge))
            segments.RemoveOldest();
    }

    private void MendLocked()
    {
        try
        {
            // Where much of what is reserved is free again no new file is needed.
            if (segments.Free < _reserved + (options.SegmentBytes / 4))
                segments.AddSpare();
            if (segments.Current is null)
                RotateLocked(0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            FailedLocked(exception);
            return;
        }
        var (failure, held) = (_failure, _held.Count);
        _failure = null;
        AppendHeldLocked();
        if (_failure is null)
            LogMended(logger, held);
        else
            _failure = failure;
    }

    private void MakeSpare(long number)
    {
        try
        {
            var spare = segments.Create(number, options.SegmentBytes);
            lock (_gate)
                segments.AddSpare(spare);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The current file still has half its room. Who needs more of it than there is will try again, and say so.
            LogNoSpare(logger, exception);
        }
    }

    [Microsoft.Extensions.Logging.LoggerMessage(Level = Microsoft.Extensions.Logging.LogLevel.Warning, Message = "The next file of the usage journal could not be made in advance.")]
    private static partial void LogNoSpare(Microsoft.Extensions.Logging.ILogger logger, Exception exception);
}
