using HybridAi.Core.Caching;
using HybridAi.Core.Caching.Semantic;
using HybridAi.Core.Health.Resources;
using HybridAi.Node.Settings;

namespace HybridAi.Gateway.Caching.Semantic;

/// <summary>
/// The index of this gateway, and what of it waits to be stored. It is made when the first vector comes, since only then it is known how long they are; vectors of another length are not taken.
/// </summary>
internal sealed class SemanticEntries(SemanticCacheOptions options, LayeredCache cache, TimeProvider time) : IMemoryHolder
{
    private const int MostWaiting = 10_000;

    private readonly Lock _lock = new();
    // Answers that are in memory only are gone with the process, so where they are is not worth storing.
    private readonly bool _isStored = cache.Levels.Any(level => level != CacheLevelNames.Memory);
    private List<(SemanticEntry Entry, float[] Vector)> _waiting = [];
    private SemanticIndex? _index;

    /// <summary>Whether entries outlive the process.</summary>
    public bool IsStored => _isStored;

    /// <summary>How many entries there are.</summary>
    public int Count => _index?.Count ?? 0;

    /// <summary>About how much memory they take, in bytes.</summary>
    public long Bytes => _index?.Bytes ?? 0;

    /// <summary>Looks for similar prompts; see <see cref="SemanticIndex.Search"/>.</summary>
    public int Search(UInt128 scope, float[] vector, float threshold, Span<SemanticCandidate> found) =>
        _index is { } index && index.Dimensions == vector.Length ? index.Search(scope, vector, threshold, found) : 0;

    /// <summary>Takes an entry in, and has it stored.</summary>
    public void Keep(SemanticEntry entry, float[] vector)
    {
        if (!Put(entry, vector) || !_isStored)
            return;
        lock (_lock)
        {
            // While the database is away; what is left out is found again when it is asked again.
            if (_waiting.Count < MostWaiting)
                _waiting.Add((entry, vector));
        }
    }

    /// <summary>Takes an entry in that is stored already.</summary>
    /// <returns>False if its vector is too long or of another length.</returns>
    public bool Put(SemanticEntry entry, float[] vector)
    {
        if (vector.Length is 0 or > SemanticIndex.MostDimensions)
            return false;
        var index = _index ?? Interlocked.CompareExchange(ref _index, new SemanticIndex(vector.Length, options.MaxEntries, options.MaxSize.Bytes, time), null) ?? _index;
        if (index.Dimensions != vector.Length)
            return false;
        index.Put(entry, vector);
        return true;
    }

    /// <summary>Whether there is an entry of a key that lives at least as long.</summary>
    public bool Has(CacheKey key, DateTimeOffset expiresAt) => _index?.Has(key, expiresAt) == true;

    /// <summary>Removes an entry.</summary>
    public void Remove(CacheKey key) => _index?.Remove(key);

    /// <summary>Removes entries until the rest takes no more than so much; what is stored of them stays.</summary>
    public void ShrinkTo(long bytes) => _index?.ShrinkTo(bytes);

    /// <summary>Takes what waits to be stored.</summary>
    public IReadOnlyList<(SemanticEntry Entry, float[] Vector)> TakeWaiting()
    {
        lock (_lock)
        {
            var waiting = _waiting;
            _waiting = [];
            return waiting;
        }
    }
}
