namespace HybridAi.Core.Caching;

/// <summary>How often an answer was given.</summary>
/// <param name="Key">Which.</param>
/// <param name="Count">How often.</param>
/// <param name="LastAt">When last.</param>
public sealed record CacheEntryHits(CacheKey Key, long Count, DateTimeOffset LastAt);
