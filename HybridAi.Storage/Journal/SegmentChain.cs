using System.Globalization;

namespace HybridAi.Storage.Journal;

/// <summary>The files of one node, oldest first, and the ones made in advance. All use is under the journal's lock.</summary>
internal sealed class SegmentChain(JournalDisk disk, string directory, JournalOptions options, TimeProvider time, long lastNumber)
{
    private readonly LinkedList<Segment> _segments = new();
    private readonly Queue<Segment> _spares = new();
    private readonly List<Segment> _unflushed = [];
    private long _lastNumber = lastNumber;

    /// <summary>The file that is written to, or null if there is none.</summary>
    public Segment? Current { get; private set; }

    /// <summary>The oldest file that is still there, or null.</summary>
    public Segment? Oldest => _segments.First?.Value;

    /// <summary>How much room is reserved on the disk and free.</summary>
    public long Free { get; private set; }

    /// <summary>Whether there is a file in advance.</summary>
    public bool HasSpare => _spares.Count != 0;

    /// <summary>Appends to the current file, which must have the room.</summary>
    /// <exception cref="IOException">The disk is full or broken. The file is closed: it ends with its last good frame.</exception>
    public void Append(ReadOnlySpan<byte> frame)
    {
        try
        {
            Current!.Append(frame);
            Free -= frame.Length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Close();
            throw;
        }
    }

    /// <summary>Makes a file in advance.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void AddSpare() => AddSpare(Create(NextNumber(), options.SegmentBytes));

    /// <summary>Adds a file made by <see cref="Create"/>.</summary>
    public void AddSpare(Segment spare)
    {
        _spares.Enqueue(spare);
        Free += spare.Capacity;
    }

    /// <summary>Starts a new file with what has to be carried along, and only then closes the current one.</summary>
    /// <param name="needed">How much room the new file must have at the least.</param>
    /// <param name="carry">Writes what has to be carried along.</param>
    /// <exception cref="IOException">The disk is full or broken; the current file is as before.</exception>
    public void Rotate(long needed, Action<Segment> carry)
    {
        var next = TakeSpare(needed) ?? Create(NextNumber(), Math.Max(options.SegmentBytes, needed));
        try
        {
            carry(next);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Discard(next);
            throw;
        }
        Close();
        Current = next;
        _segments.AddLast(next);
        Free += next.Free;
    }

    /// <summary>Ends writing to the current file; the next append needs a new one.</summary>
    public void Close()
    {
        if (Current is null)
            return;
        Free -= Current.Free;
        if (options.Fsync == JournalFsync.Group)
            _unflushed.Add(Current);
        Current.Seal();
        Current = null;
    }

    /// <summary>The files that hold frames which may not be on the medium yet.</summary>
    public List<Segment> TakeUnflushed()
    {
        var files = new List<Segment>(_unflushed);
        _unflushed.Clear();
        if (Current is not null)
            files.Add(Current);
        return files;
    }

    /// <summary>Deletes the oldest file, which the database has in whole.</summary>
    public void RemoveOldest()
    {
        var oldest = _segments.First!.Value;
        if (oldest == Current)
            Close();
        _segments.RemoveFirst();
        Discard(oldest);
    }

    /// <summary>Closes all files; those made in advance are deleted.</summary>
    public void CloseAll()
    {
        Close();
        foreach (var segment in _segments)
            segment.Dispose();
        while (_spares.TryDequeue(out var spare))
            Discard(spare);
        _segments.Clear();
        Free = 0;
    }

    /// <summary>
    /// The next file's number: the seconds since 1970, or one more than the last. Numbers grow over restarts even when no file is left,
    /// and so name quarantine files once.
    /// </summary>
    public long NextNumber() => _lastNumber = Math.Max(_lastNumber + 1, time.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>Makes a file. This alone needs no lock.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public Segment Create(long number, long capacity) => new(
        disk, Path.Combine(directory, number.ToString("D10", CultureInfo.InvariantCulture) + ".log"), number, capacity, options.MemoryMapped, time.GetUtcNow());

    private Segment? TakeSpare(long needed)
    {
        while (_spares.TryDequeue(out var spare))
        {
            Free -= spare.Capacity;
            if (spare.Capacity >= needed)
                return spare;
            Discard(spare);
        }
        return null;
    }

    private static void Discard(Segment segment)
    {
        segment.Dispose();
        File.Delete(segment.Path);
    }
}
