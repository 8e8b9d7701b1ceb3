namespace HybridAi.Core.Caching.Semantic;

/// <summary>All entries of one scope, in slabs that grow with their number.</summary>
internal sealed class SemanticPartition(int dimensions)
{
    private const int FirstSlab = 4;
    private const int LargestSlab = 2048;
    private const int LeastToPack = 16;

    private SemanticSlab[] _slabs = [];
    private int _filled;

    /// <summary>How many entries there are. Only under the index's lock.</summary>
    public int LiveLocked { get; private set; }

    /// <summary>Offers all that is similar enough. Takes no lock.</summary>
    public void Search(scoped ReadOnlySpan<short> query, ref SemanticBest best)
    {
        foreach (var slab in Volatile.Read(ref _slabs))
            slab.Search(query, ref best);
    }

    /// <summary>Adds an entry.</summary>
    public void AddLocked(SemanticEntry entry, ReadOnlySpan<short> numbers)
    {
        var slab = RoomLocked();
        entry.Place = new SemanticPlace(slab, slab.AddLocked(entry, numbers));
        LiveLocked++;
        _filled++;
    }

    /// <summary>Takes an entry out.</summary>
    public void RemoveLocked(SemanticEntry entry)
    {
        entry.Place.Slab.RemoveAt(entry.Place.Slot);
        LiveLocked--;
        if (_filled >= LeastToPack && LiveLocked < _filled / 2)
            PackLocked();
    }

    private SemanticSlab RoomLocked()
    {
        if (_slabs is [.., var last] && last.Count < last.Capacity)
            return last;
        var slab = new SemanticSlab(Math.Clamp(_filled, FirstSlab, LargestSlab), dimensions);
        Volatile.Write(ref _slabs, [.. _slabs, slab]);
        return slab;
    }

    // Into new slabs: whoever searches the old ones goes on with them.
    private void PackLocked()
    {
        var old = _slabs;
        var packed = new List<SemanticSlab>();
        var left = LiveLocked;
        foreach (var slab in old)
        {
            for (var slot = 0; slot < slab.Count; slot++)
            {
                if (slab.EntryOf(slot) is not { } entry)
                    continue;
                if (packed is [] || packed[^1].Count == packed[^1].Capacity)
                    packed.Add(new SemanticSlab(Math.Min(left, LargestSlab), dimensions));
                entry.Place = new SemanticPlace(packed[^1], packed[^1].MoveLocked(slab, slot));
                left--;
            }
        }

        _filled = LiveLocked;
        Volatile.Write(ref _slabs, [.. packed]);
    }
}
