using HybridAi.Core.Audit;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.ErrorGroups;

/// <summary>Failures by fingerprint. The database itself notes down each record that has any as it comes in, however late.</summary>
public interface IErrorGroupStore
{
    /// <summary>Puts failures of new records into their groups, each once: in one transaction with striking them off the list of new ones. One that was resolved before is open again.</summary>
    /// <param name="most">How many records at the most; 1 or more.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many records there were: less than asked for if none is left.</returns>
    Task<int> AbsorbAsync(int most, CancellationToken cancellationToken);

    /// <summary>Reads a page of groups, those that failed last first. Groups that fail meanwhile move to the front.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<Page<ErrorGroup>> ListAsync(ErrorGroupQuery query, CancellationToken cancellationToken);

    /// <summary>Reads one group.</summary>
    /// <param name="id">Its fingerprint's id.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Null if there is none.</returns>
    Task<ErrorGroup?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Says that a group is over, or that it is not.</summary>
    /// <param name="id">Its fingerprint's id.</param>
    /// <param name="resolvedAt">When it was resolved: what ended later opens it again; null: it is open.</param>
    /// <param name="audit">The entry that goes with it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns><see cref="WriteResult.Stale"/> if it was so already: then nothing is written.</returns>
    Task<WriteResult> ResolveAsync(Guid id, DateTimeOffset? resolvedAt, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Removes groups that have not failed for long.</summary>
    /// <param name="before">Those that failed last before this go.</param>
    /// <param name="most">How many to remove at once; 1 or more.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many were removed.</returns>
    Task<int> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken);
}
