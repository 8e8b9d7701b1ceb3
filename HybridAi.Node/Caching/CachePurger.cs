using HybridAi.Core.Audit;
using HybridAi.Core.Caching;
using HybridAi.Core.Tenancy;

namespace HybridAi.Node.Caching;

/// <summary>Purges cached answers, on all gateways.</summary>
public sealed class CachePurger(ICachePurgeStore store, CachePurgeFollower follower, LayeredCache cache, CacheRecorder recorder, TimeProvider time)
{
    /// <summary>Makes a purge. It is in force here when this returns, and on all gateways within a second.</summary>
    /// <param name="organization">Whose answers; null: everybody's.</param>
    /// <param name="kind">What of them.</param>
    /// <param name="value">The hash, tag or model, at most <see cref="CachePurge.MostValue"/> characters; empty for everything.</param>
    /// <param name="audit">Makes the entry of the audit log for the purge, or null: no person did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>The purge.</returns>
    /// <exception cref="HybridAi.Storage.StorageUnavailableException">The database is away; nothing is purged.</exception>
    public async Task<CachePurge> PurgeAsync(OrganizationId? organization, CachePurgeKind kind, string value, Func<CachePurge, AuditEntry>? audit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, CachePurge.MostValue);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var purge = new CachePurge { Id = Guid.CreateVersion7(now), At = now, Organization = organization, Kind = kind, Value = value };
        await store.AddAsync(purge, audit?.Invoke(purge), cancellationToken);
        // Committed: from here on it is to be carried through.
        await follower.RefreshAsync(CancellationToken.None);
        if (kind == CachePurgeKind.Key && organization is { } whose && CacheKey.TryParse(whose, value, out var key))
            await cache.RemoveAsync(key, CancellationToken.None);
        recorder.Purged(purge);
        return purge;
    }
}
