using HybridAi.Core.Audit;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Providers;

/// <summary>The providers that were defined over the management API.</summary>
public interface IProviderStore
{
    /// <summary>Reads all of them, by name.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<ProviderDefinition>> AllAsync(CancellationToken cancellationToken);

    /// <summary>Stores a definition: a new one with revision 1, a changed one with the next.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="key">Its key, to be stored encrypted in the same step; or null to leave the key as it is.</param>
    /// <param name="audit">The entry that says who did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns><see cref="WriteResult.Done"/>, <see cref="WriteResult.Duplicate"/> (revision 1 of a name that is taken), <see cref="WriteResult.Stale"/> or <see cref="WriteResult.NotFound"/>.</returns>
    Task<WriteResult> SaveAsync(ProviderDefinition definition, Secret? key, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Deletes a definition and the key that belongs to it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="revision">The revision that was read.</param>
    /// <param name="audit">The entry that says who did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns><see cref="WriteResult.Done"/>, <see cref="WriteResult.Stale"/> or <see cref="WriteResult.NotFound"/>.</returns>
    Task<WriteResult> DeleteAsync(string name, long revision, AuditEntry audit, CancellationToken cancellationToken);
}
