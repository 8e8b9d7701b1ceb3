namespace HybridAi.Core.Caching;

/// <summary>A part of the memory level: a dictionary, and its entries in the order of their use as a ring around one that is none. Sizes that it returns are what went, in bytes.</summary>
internal sealed class MemoryCacheStripe
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CacheKey, Entry> _entries = [];
    private readonly Entry _ring = new();
    private long _oldestUse = long.MaxValue;

    public MemoryCacheStripe() => _ring.Before = _ring.After = _ring;

    /// <summary>When the entry that is first to go was used, in ticks of UTC; the greatest number if there is none.</summary>
    public long OldestUse => Volatile.Read(ref _oldestUse);

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    public CachedAnswer? Find(in CacheKey key, long now, out long removed)
    {
        removed = 0;
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry))
                return null;
            if (entry.ExpiresAt <= now)
            {
                removed = RemoveUnderLock(entry);
                return null;
            }

            entry.UsedAt = now;
            if (_ring.After != entry)
            {
                entry.Leave();
                entry.EnterAfter(_ring);
            }

            NoteOldestUnderLock();
            return entry.Answer;
        }
    }

    public long Keep(CachedAnswer answer, long size, long now)
    {
        var entry = new Entry { Answer = answer, Size = size, ExpiresAt = answer.ExpiresAt.UtcTicks, UsedAt = now };
        lock (_lock)
        {
            var removed = _entries.TryGetValue(answer.Key, out var former) ? RemoveUnderLock(former) : 0;
            _entries.Add(answer.Key, entry);
            entry.EnterAfter(_ring);
            NoteOldestUnderLock();
            return removed;
        }
    }

    public long Remove(in CacheKey key)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(key, out var entry) ? RemoveUnderLock(entry) : 0;
        }
    }

    public CachedAnswer? RemoveOldest(out long removed)
    {
        lock (_lock)
        {
            var oldest = _ring.Before;
            removed = oldest == _ring ? 0 : RemoveUnderLock(oldest);
            return oldest.Answer;
        }
    }

    public long Sweep(Func<CachedAnswer, bool> unwanted, DateTimeOffset now, out int count)
    {
        var removed = 0L;
        count = 0;
        lock (_lock)
        {
            for (Entry entry = _ring.After, next; entry != _ring; entry = next)
            {
                next = entry.After;
                if (entry.Answer!.IsFresh(now) && !unwanted(entry.Answer))
                    continue;
                removed += RemoveUnderLock(entry);
                count++;
            }
        }

        return removed;
    }

    private long RemoveUnderLock(Entry entry)
    {
        _entries.Remove(entry.Answer!.Key);
        entry.Leave();
        NoteOldestUnderLock();
        return entry.Size;
    }

    private void NoteOldestUnderLock()
    {
        var oldest = _ring.Before == _ring ? long.MaxValue : _ring.Before.UsedAt;
        if (_oldestUse != oldest)
            Volatile.Write(ref _oldestUse, oldest);
    }

    private sealed class Entry
    {
        public CachedAnswer? Answer { get; init; }

        public long Size { get; init; }

        public long ExpiresAt { get; init; }

        public long UsedAt { get; set; }

        public Entry Before { get; set; } = null!;

        public Entry After { get; set; } = null!;

        public void Leave() => (Before.After, After.Before) = (After, Before);

        public void EnterAfter(Entry other)
        {
            (Before, After) = (other, other.After);
            other.After.Before = this;
            other.After = this;
        }
    }
}
