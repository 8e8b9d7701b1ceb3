using HybridAi.Core.Audit;

namespace HybridAi.Core.Caching;

/// <summary>The purges in force, for all gateways. Each is told to them as an event (<see cref="Events.EventTopics.CachePurge"/>).</summary>
public interface ICachePurgeStore
{
    /// <summary>
    /// The most purges of keys, tags and models that are kept. When there are more, the older half becomes one purge of everything for each organization that they are of: more is made again
    /// than need be, and nothing is given that should not.
    /// </summary>
    const int MostPurges = 10_000;

    /// <summary>Adds a purge, in the place of an earlier one of the same.</summary>
    /// <param name="purge">The purge.</param>
    /// <param name="audit">Who did it; null: no person.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task AddAsync(CachePurge purge, AuditEntry? audit, CancellationToken cancellationToken);

    /// <summary>Reads all purges, at one moment.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<CachePurgeState> ReadAsync(CancellationToken cancellationToken);

    /// <summary>The number of the last purge; 0 if there never was one.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<long> VersionAsync(CancellationToken cancellationToken);

    /// <summary>Forgets purges that every answer which they are of has outlived.</summary>
    /// <param name="before">Purges before this go: now, less the longest life of an answer and <see cref="CachePurge.Skew"/>.</param>
    /// <param name="most">The most to remove at once.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many were removed.</returns>
    Task<int> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken);
}
