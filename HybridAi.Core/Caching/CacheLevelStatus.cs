namespace HybridAi.Core.Caching;

/// <summary>How a level of the answer cache is now.</summary>
/// <param name="Name">Its name, such as <c>memory</c>.</param>
/// <param name="Entries">How many answers it has, those counted that have expired and were not removed yet; null if it cannot tell.</param>
/// <param name="Bytes">How many bytes they take; null if it cannot tell.</param>
/// <param name="MostBytes">The bound on that; null if it has none of its own.</param>
/// <param name="IsDegraded">Whether it is out of reach, so that what it has is a miss.</param>
/// <param name="Detail">What an operator should know, without secrets: why it is degraded, or that it was begun anew; else null.</param>
public sealed record CacheLevelStatus(string Name, long? Entries, long? Bytes, long? MostBytes, bool IsDegraded = false, string? Detail = null)
{
    /// <summary>How many answers it gave up for want of room since the start of the process.</summary>
    public long Evictions { get; init; }

    /// <summary>How many writes wait for it.</summary>
    public long Waiting { get; init; }

    /// <summary>How many writes were dropped since the start of the process because too many waited.</summary>
    public long Dropped { get; init; }

    /// <summary>How many answers were found in it since the start of the process.</summary>
    public long Hits { get; init; }
}
