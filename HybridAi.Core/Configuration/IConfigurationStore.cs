namespace HybridAi.Core.Configuration;

/// <summary>Reads what administrators set over the management API.</summary>
public interface IConfigurationStore
{
    /// <summary>Reads all of it as it stands at one moment.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A provider's key was encrypted under another master key, or was tampered with.</exception>
    Task<StoredConfiguration> ReadAsync(CancellationToken cancellationToken);

    /// <summary>The number of the last change, by which a node sees whether it has it. Cheap.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<long> VersionAsync(CancellationToken cancellationToken);
}
