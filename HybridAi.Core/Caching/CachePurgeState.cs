namespace HybridAi.Core.Caching;

/// <summary>The purges at a moment.</summary>
/// <param name="Version">The number of the last one; 0 if there never was one.</param>
/// <param name="Purges">Those in force.</param>
public sealed record CachePurgeState(long Version, IReadOnlyList<CachePurge> Purges);
