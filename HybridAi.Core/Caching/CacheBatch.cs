namespace HybridAi.Core.Caching;

/// <summary>What the cache did since the batch before, to be added to the database once.</summary>
/// <param name="Id">Its id: a batch that is written again after a failure is added once.</param>
/// <param name="At">When it was made up.</param>
/// <param name="Written">Answers that were kept, one a key.</param>
/// <param name="Hits">Answers that were given, one a key.</param>
/// <param name="Figures">Sums, one for each hour, organization and model.</param>
public sealed record CacheBatch(Guid Id, DateTimeOffset At, IReadOnlyList<CacheEntry> Written, IReadOnlyList<CacheEntryHits> Hits, IReadOnlyList<CacheFigures> Figures);
