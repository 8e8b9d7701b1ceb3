using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Usage;

/// <summary>The usage records in the database.</summary>
public interface IUsageStore
{
    /// <summary>Inserts the records that are not there yet; those that are (by id) stay as they are. One transaction.</summary>
    /// <param name="records">The records, in any order.</param>
    /// <param name="cancellationToken">Cancels before the transaction commits.</param>
    Task InsertAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken);

    /// <summary>Reads one record.</summary>
    /// <param name="id">The request's id.</param>
    /// <param name="organization">The organization it must belong to, or null for any.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The record, or null if there is none.</returns>
    Task<UsageRecord?> FindAsync(Guid id, OrganizationId? organization, CancellationToken cancellationToken);

    /// <summary>Reads a page of records, newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<Page<UsageRecord>> ListAsync(UsageQuery query, CancellationToken cancellationToken);

    /// <summary>Adds up what matches the query; its cursor and limit do not count.</summary>
    /// <param name="query">Which.</param>
    /// <param name="buckets">Into how many equal slices of time to divide the series, 1 to 200; the query then needs both times.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<UsageSummary> SummarizeAsync(UsageQuery query, int buckets, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a part of the records that are older than a moment: as many as others can wait for. Where the database keeps each UTC day by
    /// itself (Postgres), days go whole, one at a time and once all of them is older; so up to a day more is kept.
    /// </summary>
    /// <param name="before">What arrived before this goes.</param>
    /// <param name="most">The most records to remove at once where they are removed one by one (SQLite); 1 or more.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>Whether there may be more to remove.</returns>
    Task<bool> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken);
}
