namespace HybridAi.Core.Caching.Semantic;

/// <summary>What the index knows of an answer besides its vector: where it is, until when, and what the guard compares. No text.</summary>
public sealed class SemanticEntry
{
    // The object itself, its places in the index, its queue and its look-up.
    private const int Overhead = 240;

    private int _used;

    /// <summary>What the answer is found by in the cache.</summary>
    public required CacheKey Key { get; init; }

    /// <summary>The hash of everything that has to be exactly equal: see <see cref="SemanticIndex"/>.</summary>
    public required UInt128 Scope { get; init; }

    /// <summary>What the guard compares.</summary>
    public required PromptFacts Facts { get; init; }

    /// <summary>From when on the answer is given no more.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Whether it is in the index no more. Belongs to the index's lock.</summary>
    internal bool IsRemoved { get; set; }

    /// <summary>Where it is. Belongs to the index's lock.</summary>
    internal SemanticPlace Place { get; set; }

    /// <summary>About how much memory it takes without its vector, in bytes.</summary>
    internal int Bytes => Overhead + Facts.Bytes;

    /// <summary>Notes that it was of use, so that it stays longer.</summary>
    public void MarkUsed() => Volatile.Write(ref _used, 1);

    /// <summary>Whether it was of use since the last call.</summary>
    internal bool TakeUsed() => Interlocked.Exchange(ref _used, 0) != 0;
}
