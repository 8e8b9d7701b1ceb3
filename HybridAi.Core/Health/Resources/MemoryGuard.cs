namespace HybridAi.Core.Health.Resources;

/// <summary>
/// Keeps a process below its limit of memory. Where <see cref="MemoryOptions.ActAt"/> is reached caches give up half of what they hold; if a look later it still is, memory is compacted;
/// if that does not help either, nothing new is taken until less than <see cref="MemoryOptions.ResumeAt"/> is used.
/// </summary>
/// <remarks>
/// What caches let go is free only after a collection, so there is no use in shrinking them again before one; and while nothing new is taken nothing else would begin one.
/// Between two compacting collections there is <see cref="MemoryOptions.CollectInterval"/> at least: until the next may be made the process goes on above the mark, but not above <see cref="MemoryOptions.CriticalAt"/>.
/// </remarks>
/// <param name="memory">The memory.</param>
/// <param name="holders">What can give some back.</param>
/// <param name="options">When.</param>
/// <param name="time">The clock.</param>
public sealed class MemoryGuard(IProcessMemory memory, IReadOnlyList<IMemoryHolder> holders, MemoryOptions options, TimeProvider time)
{
    private long _collectedAt = long.MinValue;
    private long _collections;
    private volatile bool _isRefusing;
    private bool _isShrunk;

    /// <summary>Whether nothing new is to be begun.</summary>
    public bool IsRefusing => _isRefusing;

    /// <summary>How often memory was compacted.</summary>
    public long Collections => Interlocked.Read(ref _collections);

    /// <summary>Looks how much is used and does what is to be done about it. One caller at a time.</summary>
    /// <returns>What was used behind all that, and what was done.</returns>
    public (MemoryReading Reading, MemoryActs Acts) Look()
    {
        var reading = memory.Read();
        if (!options.Guard)
            return (reading, MemoryActs.None);
        return _isRefusing ? Recover(reading) : Watch(reading);
    }

    private (MemoryReading Reading, MemoryActs Acts) Watch(MemoryReading reading)
    {
        if (reading.Share < options.ActAt)
        {
            // In between it is the same rise still.
            _isShrunk &= reading.Share >= options.ResumeAt;
            return (reading, MemoryActs.None);
        }

        var (acts, isCritical) = (MemoryActs.None, reading.Share >= options.CriticalAt);
        if (!_isShrunk)
        {
            acts |= Shrink();
            if (!isCritical)
                return (reading, acts);
        }

        if (MayCollect())
        {
            acts |= Collect(out reading);
            if (reading.Share < options.ActAt)
                return (reading, acts);
        }
        else if (!isCritical)
            return (reading, acts);
        _isRefusing = true;
        return (reading, acts | MemoryActs.Refused);
    }

    private (MemoryReading Reading, MemoryActs Acts) Recover(MemoryReading reading)
    {
        var acts = MemoryActs.None;
        if (reading.Share >= options.ResumeAt && MayCollect())
            acts = Shrink() | Collect(out reading);
        if (reading.Share >= options.ResumeAt)
            return (reading, acts);
        _isRefusing = false;
        return (reading, acts | MemoryActs.Resumed);
    }

    private MemoryActs Shrink()
    {
        foreach (var holder in holders)
            holder.ShrinkTo(holder.Bytes / 2);
        _isShrunk = true;
        return MemoryActs.Shrunk;
    }

    private MemoryActs Collect(out MemoryReading reading)
    {
        memory.Collect();
        Interlocked.Increment(ref _collections);
        _collectedAt = time.GetTimestamp();
        _isShrunk = false;
        reading = memory.Read();
        return MemoryActs.Collected;
    }

    private bool MayCollect() => _collectedAt == long.MinValue || time.GetElapsedTime(_collectedAt) >= options.CollectInterval;
}
