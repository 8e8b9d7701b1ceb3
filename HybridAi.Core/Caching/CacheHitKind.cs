namespace HybridAi.Core.Caching;

/// <summary>How an answer came from the cache.</summary>
public enum CacheHitKind
{
    /// <summary>The same request was answered before.</summary>
    Exact,

    /// <summary>A request that means the same was.</summary>
    Semantic,

    /// <summary>A request was that this one only extends.</summary>
    Prefix,

    /// <summary>The same request was under way, and its answer is shared.</summary>
    Coalesced,
}
