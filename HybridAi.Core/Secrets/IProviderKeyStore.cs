using HybridAi.Core.Audit;

namespace HybridAi.Core.Secrets;

/// <summary>The providers' API keys that were set over the management API, encrypted at rest under the master key.</summary>
public interface IProviderKeyStore
{
    /// <summary>Reads and decrypts all of them, by provider name.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">One was encrypted under another master key, or was tampered with.</exception>
    Task<IReadOnlyDictionary<string, Secret>> AllAsync(CancellationToken cancellationToken);

    /// <summary>Encrypts and stores a provider's key; replaces an older one.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="key">Its key.</param>
    /// <param name="audit">The entry that says who did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task SetAsync(string provider, Secret key, AuditEntry audit, CancellationToken cancellationToken);

    /// <summary>Deletes a provider's key.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="audit">The entry that says who did it.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>False if there was none.</returns>
    Task<bool> DeleteAsync(string provider, AuditEntry audit, CancellationToken cancellationToken);
}
