using HybridAi.Core.Paging;

namespace HybridAi.Core.Resilience.Fallbacks;

/// <summary>What happened around fallbacks, on all gateways.</summary>
public interface IFallbackEventStore
{
    /// <summary>Keeps events; those that are there already stay as they are.</summary>
    /// <param name="events">The events.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task AddAsync(IReadOnlyList<FallbackEvent> events, CancellationToken cancellationToken);

    /// <summary>Reads a page of events, newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<Page<FallbackEvent>> ListAsync(FallbackEventQuery query, CancellationToken cancellationToken);

    /// <summary>Removes old events.</summary>
    /// <param name="before">What happened before this goes.</param>
    /// <param name="most">The most to remove at once.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many were removed.</returns>
    Task<int> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken);
}
