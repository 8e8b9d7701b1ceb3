using HybridAi.Core.Paging;

namespace HybridAi.Core.Caching;

/// <summary>What the database knows of the answer cache: which answers there are, what it did, what happened to it. The answers themselves are not in it.</summary>
public interface ICacheStore
{
    /// <summary>The most cached answers that are listed; of more, the oldest are not.</summary>
    const long MostEntries = 1_000_000;

    /// <summary>Adds a batch: exactly once by its id, however often it is tried.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>False if it was added before.</returns>
    Task<bool> AddAsync(CacheBatch batch, CancellationToken cancellationToken);

    /// <summary>Reads a page of cached answers, newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="now">The time: what has expired is not listed.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<Page<CacheEntry>> ListAsync(CacheEntryQuery query, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Takes out of the list what a purge is of.</summary>
    /// <param name="purge">The purge.</param>
    /// <param name="most">The most to remove at once, so that others get their turn to write.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many were removed; if it is the most, there may be more.</returns>
    Task<int> ForgetAsync(CachePurge purge, int most, CancellationToken cancellationToken);

    /// <summary>Reads sums, by time, organization and model as far as each has its own.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<CacheFigures>> FiguresAsync(CacheFiguresQuery query, CancellationToken cancellationToken);

    /// <summary>Keeps events; those that are there already stay as they are.</summary>
    /// <param name="events">The events.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task AddAsync(IReadOnlyList<CacheEvent> events, CancellationToken cancellationToken);

    /// <summary>Reads a page of events, newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<Page<CacheEvent>> EventsAsync(CacheEventQuery query, CancellationToken cancellationToken);

    /// <summary>Removes what has expired, and of more than <see cref="MostEntries"/> the oldest, from the list.</summary>
    /// <param name="now">The time.</param>
    /// <param name="most">The most to remove at once.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many were removed.</returns>
    Task<int> PruneAsync(DateTimeOffset now, int most, CancellationToken cancellationToken);

    /// <summary>Removes old sums and events.</summary>
    /// <param name="figures">Sums of hours before this go.</param>
    /// <param name="events">Events before this go.</param>
    /// <param name="most">The most to remove of each at once.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many were removed of the one of which more were.</returns>
    Task<int> PruneAsync(DateTimeOffset figures, DateTimeOffset events, int most, CancellationToken cancellationToken);
}
