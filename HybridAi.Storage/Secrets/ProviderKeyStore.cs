using System.Data.Common;
using Dapper;
using HybridAi.Core.Audit;
using HybridAi.Core.Secrets;
using HybridAi.Storage.Configuration;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Secrets;

/// <summary>The providers' API keys in the database, sealed under the master key.</summary>
internal sealed class ProviderKeyStore(IDatabase database, MasterKey masterKey) : IProviderKeyStore
{
    private readonly SecretProtector _protector = new(masterKey, "provider-keys");

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, Secret>> AllAsync(CancellationToken cancellationToken) => database.ReadAsync(ReadAsync, cancellationToken);

    /// <inheritdoc/>
    public Task SetAsync(string provider, Secret key, AuditEntry audit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                await PutAsync(connection, transaction, provider, key, audit.At, token).ConfigureAwait(false);
                await ConfigurationLog.AppendAsync(connection, transaction, audit, token).ConfigureAwait(false);
                return true;
            },
            keep: null,
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(string provider, AuditEntry audit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                var deleted = await RemoveAsync(connection, transaction, provider, token).ConfigureAwait(false);
                if (deleted)
                    await ConfigurationLog.AppendAsync(connection, transaction, audit, token).ConfigureAwait(false);
                return deleted;
            },
            keep: null,
            cancellationToken);

    /// <summary>Reads and decrypts all keys within another read.</summary>
    internal Task<IReadOnlyDictionary<string, Secret>> ReadAsync(DbConnection connection, CancellationToken cancellationToken) => ReadAsync(connection, null, cancellationToken);

    /// <summary>The same within a write.</summary>
    internal async Task<IReadOnlyDictionary<string, Secret>> ReadAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<Row>(new CommandDefinition("SELECT provider AS Provider, sealed AS Sealed FROM provider_keys", transaction: transaction, cancellationToken: cancellationToken))
            .ConfigureAwait(false)).ToDictionary(row => row.Provider, row => _protector.Open(row.Provider, row.Sealed), StringComparer.Ordinal);

    /// <summary>Encrypts and stores a key within another write.</summary>
    internal Task PutAsync(
        DbConnection connection, DbTransaction transaction, string provider, Secret key, DateTimeOffset at, CancellationToken cancellationToken)
    {
        const string Upsert = """
            INSERT INTO provider_keys (provider, sealed, updated_at) VALUES (@Provider, @Sealed, @At)
            ON CONFLICT (provider) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at
            """;
        var row = new { Provider = provider, Sealed = _protector.Seal(provider, key), At = at };
        return connection.ExecuteAsync(new CommandDefinition(Upsert, row, transaction, cancellationToken: cancellationToken));
    }

    /// <summary>Deletes a key within another write; false if there was none.</summary>
    internal static async Task<bool> RemoveAsync(
        DbConnection connection, DbTransaction transaction, string provider, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM provider_keys WHERE provider = @provider", new { provider }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false) != 0;

    /// <summary>Deletes a provider's own key and its extra ones within another write.</summary>
    internal static Task RemoveAllAsync(DbConnection connection, DbTransaction transaction, string provider, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM provider_keys WHERE provider = @provider OR substr(provider, 1, length(@beginning)) = @beginning",
            new { provider, beginning = ExtraKeys.StoredName(provider, "") }, transaction, cancellationToken: cancellationToken));

    private sealed record Row(string Provider, byte[] Sealed);
}
