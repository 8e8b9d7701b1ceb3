namespace HybridAi.Client.Caching;

/// <summary>What became of a warming.</summary>
public sealed record CacheWarmingDocument
{
    /// <summary>How many requests there were.</summary>
    public int Requests { get; init; }

    /// <summary>How many were answered and are cached now.</summary>
    public int Warmed { get; init; }

    /// <summary>How many were cached already.</summary>
    public int Hits { get; init; }

    /// <summary>How many were answered, but cannot be cached.</summary>
    public int Uncached { get; init; }

    /// <summary>How many failed.</summary>
    public int Failed { get; init; }

    /// <summary>How many were not begun because the money was spent.</summary>
    public int Skipped { get; init; }

    /// <summary>What they cost, in US dollars, as far as prices are known.</summary>
    public decimal CostUsd { get; init; }

    /// <summary>The first failures, at most ten, by the requests' numbers from 0 on.</summary>
    public IReadOnlyList<WarmFailureDocument> Failures { get; init; } = [];
}

/// <summary>A request that failed.</summary>
/// <param name="Index">Its number, from 0 on.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="RequestId">Its id, under which the records have it.</param>
public sealed record WarmFailureDocument(int Index, int Status, Guid? RequestId);
