namespace HybridAi.Core.Caching.Semantic;

/// <summary>
/// Vectors one after the other in memory. Slots are filled once, in order, and never used again: a search that reads them meanwhile sees whole vectors or none.
/// What was removed loses its entry; its vector stays until the partition is packed.
/// </summary>
/// <remarks>
/// A vector's first <see cref="Head"/> places are apart from the others. What these can add to a cosine is bounded by the lengths of what is left of both vectors (Cauchy and Schwarz), so that
/// of nearly all vectors only the heads are read, and nothing is missed.
/// </remarks>
internal sealed class SemanticSlab(int capacity, int dimensions)
{
    /// <summary>How many places are compared first.</summary>
    public const int Head = 128;

    private readonly int _head = Math.Min(Head, dimensions);
    private readonly sbyte[] _heads = new sbyte[capacity * Math.Min(Head, dimensions)];
    private readonly sbyte[] _tails = new sbyte[capacity * Math.Max(0, dimensions - Head)];
    private readonly SlotNorm[] _norms = new SlotNorm[capacity];
    private readonly SemanticEntry?[] _entries = new SemanticEntry?[capacity];
    private int _count;

    /// <summary>How many slots there are.</summary>
    public int Capacity => capacity;

    /// <summary>How many slots are filled; what was removed counts.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>A slot's entry; null if it was removed.</summary>
    public SemanticEntry? EntryOf(int slot) => Volatile.Read(ref _entries[slot]);

    /// <summary>Takes an entry out. Searches may still see it for a moment.</summary>
    public void RemoveAt(int slot) => Volatile.Write(ref _entries[slot], null);

    /// <summary>Fills the next slot; there must be one. Only under the index's lock.</summary>
    public int AddLocked(SemanticEntry entry, ReadOnlySpan<short> numbers)
    {
        var slot = _count;
        var tail = numbers.Length - _head;
        for (var i = 0; i < _head; i++)
            _heads[(slot * _head) + i] = (sbyte)numbers[i];
        for (var i = 0; i < tail; i++)
            _tails[(slot * tail) + i] = (sbyte)numbers[_head + i];
        _norms[slot] = SlotNorm.Of(numbers, _head);
        _entries[slot] = entry;
        Volatile.Write(ref _count, slot + 1);
        return slot;
    }

    /// <summary>Fills the next slot with what another slab has. Only under the index's lock.</summary>
    public int MoveLocked(SemanticSlab from, int slot)
    {
        Span<short> numbers = stackalloc short[dimensions];
        var tail = dimensions - _head;
        for (var i = 0; i < dimensions; i++)
            numbers[i] = i < _head ? from._heads[(slot * _head) + i] : from._tails[(slot * tail) + i - _head];
        return AddLocked(from._entries[slot]!, numbers);
    }

    /// <summary>Offers all that is similar enough.</summary>
    /// <param name="query">What is looked for, as long as the slab's vectors.</param>
    /// <param name="best">Takes the most similar ones.</param>
    public void Search(scoped ReadOnlySpan<short> query, ref SemanticBest best)
    {
        var (count, tail) = (Count, query.Length - _head);
        var norm = SlotNorm.Of(query, _head);
        var heads = query[.._head];
        var tails = query[_head..];
        for (var slot = 0; slot < count; slot++)
        {
            var kept = _norms[slot];
            var scale = norm.Inverse * kept.Inverse;
            var product = ByteVector.Product(heads, ref _heads[slot * _head]);
            if ((product * scale) + (norm.Tail * kept.Tail) < best.Least)
                continue;
            if (tail > 0)
                product += ByteVector.Product(tails, ref _tails[slot * tail]);
            var similarity = Math.Min(1, product * scale);
            if (similarity >= best.Least && EntryOf(slot) is { } entry)
                best.Offer(new SemanticCandidate(entry, similarity));
        }
    }

    /// <param name="Inverse">1 ÷ the vector's length.</param>
    /// <param name="Tail">The length of what is behind the head, as a part of the whole.</param>
    private readonly record struct SlotNorm(float Inverse, float Tail)
    {
        // So that rounding never makes the bound too low.
        private const double Spare = 1.00001;

        public static SlotNorm Of(ReadOnlySpan<short> numbers, int head)
        {
            var all = ByteVector.Squares(numbers);
            return all == 0 ? default : new SlotNorm((float)(1 / Math.Sqrt(all)), (float)(Math.Sqrt(ByteVector.Squares(numbers[head..]) / (double)all) * Spare));
        }
    }
}
