using HybridAi.Core.Usage;
using Microsoft.Extensions.Logging;

namespace HybridAi.Storage.Journal;

/// <summary>
/// The appending side of the journal. A frame is encoded outside the lock and copied inside it; with <see cref="JournalFsync.None"/> it is
/// safe then, so nobody waits and nobody changes threads.
/// </summary>
internal sealed partial class JournalLog(SegmentChain segments, JournalDisk disk, JournalOptions options, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, OpenRequest> _open = [];
    private readonly List<HeldRecord> _held = [];
    private readonly FrameBuffer _buffer = new();
    private long _reserved, _appended, _frames, _records;
    private bool _closed;
    private string? _failure;

    /// <summary>Called when a whole batch of records waits.</summary>
    public Action? BatchReady { get; set; }

    /// <summary>Why new requests are refused, or null.</summary>
    public string? Unavailable
    {
        get
        {
            lock (_gate)
                return DescribeLocked();
        }
    }

    /// <summary>Bytes appended, frames appended, and bytes that the database does not have yet.</summary>
    public (long Bytes, long Frames, long Backlog) Counts
    {
        get
        {
            lock (_gate)
                return (_appended, _frames, BacklogLocked());
        }
    }

    /// <summary>Appends the marker of an attempt.</summary>
    public ValueTask<bool> StartAsync(UsageRecord inFlight)
    {
        var frame = FrameBuffer.OfThread.Encode(FrameType.Started, inFlight);
        lock (_gate)
        {
            var request = OpenRequest.Of(inFlight, frame.Length);
            var known = _open.TryGetValue(inFlight.Id, out var before);
            if (!known && (IsRefusingLocked() || !ReserveLocked(request.Reserved)))
                return new ValueTask<bool>(false);
            if (!TryAppendLocked(frame))
                return new ValueTask<bool>(false);
            _open[inFlight.Id] = request;
            _reserved += request.Reserved - before.Reserved;
            return options.Fsync == JournalFsync.None ? new ValueTask<bool>(true) : FlushedLocked(new FlushEntry(inFlight, IsRecord: false, ClosesOnFailure: !known));
        }
    }

    /// <summary>Appends a request's record and closes its markers.</summary>
    public ValueTask<bool> CompleteAsync(UsageRecord record)
    {
        var frame = FrameBuffer.OfThread.Encode(FrameType.Completed, record);
        ValueTask<bool> done;
        bool ready;
        lock (_gate)
        {
            var known = _open.ContainsKey(record.Id);
            if (_closed || (!known && IsRefusingLocked()))
                return new ValueTask<bool>(false);
            if (!TryAppendLocked(frame))
                return known ? HoldLocked(record) : new ValueTask<bool>(false);
            ready = RecordAppendedLocked(record.Id);
            done = options.Fsync == JournalFsync.None
                ? new ValueTask<bool>(true)
                : FlushedLocked(new FlushEntry(record, IsRecord: true, ClosesOnFailure: false));
        }
        if (ready)
            BatchReady?.Invoke();
        return done;
    }

    private bool IsRefusingLocked() => _closed || _failure is not null || BacklogLocked() > options.MaxBacklogBytes;

    private string? DescribeLocked() =>
        _closed ? "The journal is closed."
        : _failure ?? (BacklogLocked() > options.MaxBacklogBytes
            ? $"The journal holds {BacklogLocked() >> 20} MiB that the database has not taken yet; the bound is {options.MaxBacklogBytes >> 20} MiB (Journal:MaxBacklogBytes)."
            : null);

    private long BacklogLocked() => _appended - _drained + _recovering;

    // Room for every started request's record is on the disk before its provider is called.
    private bool ReserveLocked(int bytes)
    {
        try
        {
            while (segments.Free < _reserved + bytes)
                segments.AddSpare();
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            FailedLocked(exception);
            return false;
        }
    }

    private bool TryAppendLocked(ReadOnlySpan<byte> frame)
    {
        if (_closed)
            return false;
        try
        {
            if (segments.Current is null || segments.Current.Free < frame.Length)
                RotateLocked(frame.Length);
            segments.Append(frame);
            CountLocked(frame.Length);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            FailedLocked(exception);
            return false;
        }
    }

    private void CountLocked(int length)
    {
        _appended += length;
        _frames++;
    }

    private bool RecordAppendedLocked(Guid id)
    {
        if (_open.Remove(id, out var request))
            _reserved -= request.Reserved;
        return ++_records % options.BatchSize == 0;
    }

    // Markers of requests that still run move along, so that the old file can go although a stream may run for hours.
    private void RotateLocked(int needed)
    {
        var carried = 0L;
        foreach (var request in _open.Values)
            carried += request.FrameLength;
        segments.Rotate(carried + needed, next =>
        {
            foreach (var request in _open.Values)
                next.Append(_buffer.Encode(FrameType.Started, request.Marker));
        });
        _appended += carried;
        _frames += _open.Count;
    }

    private void FailedLocked(Exception exception)
    {
        if (_failure is null)
            LogFailed(logger, exception);
        _failure = $"The journal cannot be written: {exception.Message}";
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The usage journal cannot be written. New requests are refused until it can be; records of running ones are kept in memory.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "The usage journal can be written again; {Held} records that waited in memory were appended.")]
    private static partial void LogMended(ILogger logger, int held);
}
