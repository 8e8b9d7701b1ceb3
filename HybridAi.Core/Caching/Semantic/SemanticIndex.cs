using System.Collections.Concurrent;

namespace HybridAi.Core.Caching.Semantic;

/// <summary>
/// Finds answers by the meaning of their prompts. Entries lie in partitions by a hash of everything that has to be exactly equal (the organization, model, system prompt, tools, schema,
/// parameters, dialect, streaming), and only what is left, the prompt, is compared by its vector. Searches take no lock and allocate nothing; additions and removals
/// take one among themselves.
/// </summary>
/// <param name="dimensions">How long vectors are, from 1 to <see cref="MostDimensions"/>.</param>
/// <param name="mostEntries">How many entries it holds at most; then those go that came first and were of no use since.</param>
/// <param name="mostBytes">How much memory they take at most, about.</param>
/// <param name="time">Says what has expired.</param>
public sealed class SemanticIndex(int dimensions, int mostEntries, long mostBytes, TimeProvider time)
{
    /// <summary>The longest vectors that are taken.</summary>
    public const int MostDimensions = 4096;

    private readonly int _padded = ByteVector.PaddedLength(dimensions is > 0 and <= MostDimensions ? dimensions : throw new ArgumentOutOfRangeException(nameof(dimensions)));
    private readonly ConcurrentDictionary<UInt128, SemanticPartition> _partitions = new();
    private readonly Dictionary<CacheKey, SemanticEntry> _entries = [];
    private readonly Lock _lock = new();
    private Queue<SemanticEntry> _order = new();
    private long _bytes;

    /// <summary>How long vectors are.</summary>
    public int Dimensions => dimensions;

    /// <summary>How many entries there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>About how much memory they take, in bytes. Space that is kept for more comes on top, at most as much again.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Looks for the most similar prompts of a scope.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="vector">The prompt's vector.</param>
    /// <param name="threshold">The least similarity, from −1 to 1.</param>
    /// <param name="found">Takes them, the most similar first; it says how many are wanted.</param>
    /// <returns>How many were found.</returns>
    public int Search(UInt128 scope, ReadOnlySpan<float> vector, float threshold, Span<SemanticCandidate> found)
    {
        if (found.IsEmpty || !_partitions.TryGetValue(scope, out var partition))
            return 0;
        Span<short> query = stackalloc short[_padded];
        ByteVector.Round(Checked(vector), query);
        var best = new SemanticBest(found, threshold, time.GetUtcNow());
        partition.Search(query, ref best);
        return best.Count;
    }

    /// <summary>Adds an entry, in the place of any of the same key.</summary>
    /// <param name="entry">The entry, which is in no index.</param>
    /// <param name="vector">The prompt's vector, of any length but zero.</param>
    public void Put(SemanticEntry entry, ReadOnlySpan<float> vector)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Span<short> numbers = stackalloc short[_padded];
        ByteVector.Round(Checked(vector), numbers);
        lock (_lock)
        {
            if (_entries.TryGetValue(entry.Key, out var old))
                RemoveLocked(old);
            _partitions.GetOrAdd(entry.Scope, static (_, length) => new SemanticPartition(length), _padded).AddLocked(entry, numbers);
            _entries.Add(entry.Key, entry);
            _order.Enqueue(entry);
            Interlocked.Add(ref _bytes, BytesOf(entry));
            EvictLocked(mostEntries, mostBytes);
        }
    }

    /// <summary>Whether there is an entry of a key that lives at least as long.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expiresAt">How long.</param>
    public bool Has(CacheKey key, DateTimeOffset expiresAt)
    {
        lock (_lock)
            return _entries.TryGetValue(key, out var entry) && entry.ExpiresAt >= expiresAt;
    }

    /// <summary>Removes an entry.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>Whether it was there.</returns>
    public bool Remove(CacheKey key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry))
                return false;
            RemoveLocked(entry);
            return true;
        }
    }

    /// <summary>Removes entries, those first that came first and were of no use since, until the rest takes no more than so much.</summary>
    /// <param name="bytes">How many bytes may stay, about, from 0.</param>
    public void ShrinkTo(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        lock (_lock)
            EvictLocked(mostEntries, bytes);
    }

    private ReadOnlySpan<float> Checked(ReadOnlySpan<float> vector) =>
        vector.Length == dimensions ? vector : throw new ArgumentException($"The vector has {vector.Length} places; this index has vectors of {dimensions}.", nameof(vector));

    private int BytesOf(SemanticEntry entry) => entry.Bytes + _padded + (2 * sizeof(float)) + IntPtr.Size;

    // What was of use gets a second chance, behind all others, unless it has expired; and the one that has just come has none that would be older.
    private void EvictLocked(int entries, long bytes)
    {
        var now = time.GetUtcNow();
        var chances = _order.Count;
        while ((_entries.Count > entries || _bytes > bytes) && _order.TryDequeue(out var oldest))
        {
            if (oldest.IsRemoved)
                continue;
            if (oldest.ExpiresAt > now && chances-- > 0 && oldest.TakeUsed())
                _order.Enqueue(oldest);
            else
                RemoveLocked(oldest);
        }
    }

    private void RemoveLocked(SemanticEntry entry)
    {
        entry.IsRemoved = true;
        _entries.Remove(entry.Key);
        Interlocked.Add(ref _bytes, -BytesOf(entry));
        var partition = _partitions[entry.Scope];
        partition.RemoveLocked(entry);
        if (partition.LiveLocked == 0)
            _partitions.TryRemove(entry.Scope, out _);
        // Else keys that are put again and again would fill the queue.
        if (_order.Count > (2 * _entries.Count) + 64)
            _order = new Queue<SemanticEntry>(_order.Where(queued => !queued.IsRemoved));
    }
}
