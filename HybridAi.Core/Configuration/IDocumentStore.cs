using HybridAi.Core.Audit;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Configuration;

/// <summary>The documents of one kind. Each write is in the audit log and tells all nodes, in the same step.</summary>
/// <typeparam name="T">The kind.</typeparam>
public interface IDocumentStore<T>
    where T : class, IConfigurationDocument
{
    /// <summary>Reads all of them, by name.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<T>> AllAsync(CancellationToken cancellationToken);

    /// <summary>Stores a document: a new one with revision 1, a changed one with the next.</summary>
    /// <param name="document">The document.</param>
    /// <param name="audit">The entry that says who did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns><see cref="WriteResult.Done"/>, <see cref="WriteResult.Duplicate"/> (revision 1 of a name that is taken), <see cref="WriteResult.Stale"/> or <see cref="WriteResult.NotFound"/>.</returns>
    Task<WriteResult> SaveAsync(T document, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Deletes a document.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="revision">The revision that was read.</param>
    /// <param name="audit">The entry that says who did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns><see cref="WriteResult.Done"/>, <see cref="WriteResult.Stale"/> or <see cref="WriteResult.NotFound"/>.</returns>
    Task<WriteResult> DeleteAsync(string name, long revision, AuditEntry audit, CancellationToken cancellationToken);
}
