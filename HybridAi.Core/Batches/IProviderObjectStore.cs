using HybridAi.Core.Jobs;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Batches;

/// <summary>Whose files and batches at providers are, and how far the batches are.</summary>
public interface IProviderObjectStore
{
    /// <summary>Adds an object.</summary>
    /// <param name="added">The object; its id is new.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task AddAsync(ProviderObject added, CancellationToken cancellationToken);

    /// <summary>Reads an object.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="organization">Who asks.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Null if this organization has none of that id.</returns>
    Task<ProviderObject?> FindAsync(Guid id, ProviderObjectKind kind, OrganizationId organization, CancellationToken cancellationToken);

    /// <summary>Reads a page of a list.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<Page<ProviderObject>> ListAsync(ProviderObjectQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Writes down how far a batch is: provider's id, status, document, files and end. One that has ended stays as it is, so that an answer which
    /// comes late changes nothing.
    /// </summary>
    /// <param name="batch">The batch as it stands.</param>
    /// <param name="files">The files that it has made; those that are known already stay as they are.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>The batch as it stands from now on, which is another than this if its end was written down before; null if it is gone.</returns>
    Task<ProviderObject?> UpdateAsync(ProviderObject batch, IReadOnlyList<ProviderObject> files, CancellationToken cancellationToken);

    /// <summary>Removes an object.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task DeleteAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Reads batches whose use has not been recorded, by id.</summary>
    /// <param name="after">The id of the last that was seen, or null.</param>
    /// <param name="limit">The most to read, 1 or more.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<ProviderObject>> OpenBatchesAsync(Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>Writes down that all that a batch used is recorded.</summary>
    /// <param name="id">The batch.</param>
    /// <param name="at">When.</param>
    /// <param name="fence">The claim of the run that says so.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <exception cref="JobLeaseLostException">The claim holds no longer; nothing was written.</exception>
    Task SettleAsync(Guid id, DateTimeOffset at, JobFence fence, CancellationToken cancellationToken);
}
