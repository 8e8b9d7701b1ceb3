using HybridAi.Core.Audit;

namespace HybridAi.Core.Configuration;

/// <summary>
/// Everything that administrators set, as a file: tenants and their keys (as hashes), providers and their keys (sealed under the master key), limits, budgets, rules and whatever else is a document.
/// It can be restored to either database, by a node with the same master key and the same or a later release.
/// </summary>
public interface IConfigurationBackup
{
    /// <summary>The number of the last change: the same configuration has the same.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<long> VersionAsync(CancellationToken cancellationToken);

    /// <summary>Writes all of it as JSON, as it is at one moment.</summary>
    /// <param name="file">Gets it.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    Task WriteAsync(Stream file, CancellationToken cancellationToken);

    /// <summary>Replaces the configuration by that of a file, all of it or nothing.</summary>
    /// <param name="file">What <see cref="WriteAsync"/> wrote.</param>
    /// <param name="audit">Who does it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many rows of each kind there are now.</returns>
    /// <exception cref="InvalidDataException">It is no such file, one of a later release, or sealed under another master key; the message says what to do. Nothing has changed.</exception>
    Task<IReadOnlyDictionary<string, long>> RestoreAsync(Stream file, AuditEntry audit, CancellationToken cancellationToken);
}
