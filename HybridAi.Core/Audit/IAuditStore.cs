using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Audit;

/// <summary>Reads the audit log. Entries are written by the stores that make the changes, in the same transaction; here only what changes nothing in the database.</summary>
public interface IAuditStore
{
    /// <summary>Writes an entry of something that is done outside of the database. It comes first: what cannot be written down is not done.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellationToken">Cancels before it is written.</param>
    Task AddAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Reads a page of entries, newest first.</summary>
    /// <param name="organization">Only this organization's, or null for all.</param>
    /// <param name="action">Only this action, or those that start with it when it ends in a dot, or null for all.</param>
    /// <param name="after">Where the page starts, or null for the newest.</param>
    /// <param name="limit">How many at the most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<Page<AuditEntry>> ListAsync(
        OrganizationId? organization, string? action, PageCursor? after, int limit, CancellationToken cancellationToken);

    /// <summary>Reads entries of a time, oldest first.</summary>
    /// <param name="from">The first moment.</param>
    /// <param name="before">The moment behind the last.</param>
    /// <param name="after">The place of the entry before the first to read, or null.</param>
    /// <param name="limit">How many at the most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<AuditEntry>> ReadAsync(DateTimeOffset from, DateTimeOffset before, PageCursor? after, int limit, CancellationToken cancellationToken);
}
