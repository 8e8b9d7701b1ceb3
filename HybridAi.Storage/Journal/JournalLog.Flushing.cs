using HybridAi.Core.Usage;

namespace HybridAi.Storage.Journal;

/// <summary>Flushes to the disk, one for all frames that arrived during the last; and records that wait in memory for a disk that works.</summary>
internal sealed partial class JournalLog
{
    private List<(FlushEntry Entry, TaskCompletionSource<bool> Done)> _unflushed = [];
    private bool _flushing;

    private ValueTask<bool> FlushedLocked(FlushEntry entry) =>
        FlushedLocked(entry, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));

    private ValueTask<bool> FlushedLocked(FlushEntry entry, TaskCompletionSource<bool> done)
    {
        _unflushed.Add((entry, done));
        if (!_flushing)
        {
            _flushing = true;
            ThreadPool.UnsafeQueueUserWorkItem(static log => log.FlushAll(), this, preferLocal: false);
        }
        return new ValueTask<bool>(done.Task);
    }

    // One pool thread at a time waits for the disk; frames that arrive meanwhile share the next flush.
    private void FlushAll()
    {
        while (true)
        {
            List<(FlushEntry Entry, TaskCompletionSource<bool> Done)> batch;
            List<Segment> files;
            lock (_gate)
            {
                if (_unflushed.Count == 0)
                {
                    _flushing = false;
                    return;
                }
                (batch, _unflushed) = (_unflushed, []);
                files = segments.TakeUnflushed();
            }
            if (TryFlush(files, batch))
            {
                foreach (var (_, done) in batch)
                    done.TrySetResult(true);
            }
        }
    }

    private bool TryFlush(List<Segment> files, List<(FlushEntry Entry, TaskCompletionSource<bool> Done)> batch)
    {
        try
        {
            foreach (var file in files)
            {
                if (!file.File.IsClosed)
                    disk.Flush(file.File);
            }
            return true;
        }
        catch (ObjectDisposedException)
        {
            // A file goes only when the database has all of it: what is in it is safe.
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            lock (_gate)
                FlushFailedLocked(exception, batch);
            return false;
        }
    }

    // After a failed flush the system may have dropped what was written, so the records are written again, to another file.
    private void FlushFailedLocked(Exception exception, List<(FlushEntry Entry, TaskCompletionSource<bool> Done)> batch)
    {
        FailedLocked(exception);
        segments.Close();
        foreach (var (entry, done) in batch)
        {
            if (entry.IsRecord)
            {
                _held.Add(new HeldRecord(entry.Record, done));
                continue;
            }
            if (entry.ClosesOnFailure && _open.Remove(entry.Record.Id, out var request))
                _reserved -= request.Reserved;
            done.TrySetResult(false);
        }
    }

    private ValueTask<bool> HoldLocked(UsageRecord record)
    {
        var held = new HeldRecord(record, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        _held.Add(held);
        return new ValueTask<bool>(held.Done.Task);
    }

    private void AppendHeldLocked()
    {
        var appended = 0;
        foreach (var held in _held)
        {
            if (!TryAppendLocked(_buffer.Encode(FrameType.Completed, held.Record)))
                break;
            RecordAppendedLocked(held.Record.Id);
            if (options.Fsync == JournalFsync.Group)
                FlushedLocked(new FlushEntry(held.Record, IsRecord: true, ClosesOnFailure: false), held.Done);
            else
                held.Done.TrySetResult(true);
            appended++;
        }
        _held.RemoveRange(0, appended);
    }
}
