namespace HybridAi.Core.Caching;

/// <summary>The purges in force: one immutable set, swapped whole. A look-up reads memory only and costs nothing while there is none.</summary>
public sealed class CachePurges
{
    private volatile CachePurgeSet? _set;

    /// <summary>Whether it is known what was purged. Until then every answer counts as purged: one that is should never be given.</summary>
    public bool IsLoaded => _set is not null;

    /// <summary>The number of the last purge that is known; 0 if there never was one.</summary>
    public long Version => _set?.Version ?? 0;

    /// <summary>How many purges are in force.</summary>
    public int Count => _set?.Count ?? 0;

    /// <summary>Puts a set in the place of the one before.</summary>
    /// <param name="version">The number of the last purge that it is read with.</param>
    /// <param name="purges">All purges in force.</param>
    public void Replace(long version, IReadOnlyList<CachePurge> purges) => _set = new CachePurgeSet(version, purges);

    /// <summary>Whether an answer may not be given any more.</summary>
    /// <param name="answer">The answer.</param>
    public bool IsPurged(CachedAnswer answer) => _set is not { } set || (!set.IsEmpty && set.Has(answer));
}
