using System.Data.Common;
using System.Text.Json;
using Dapper;
using HybridAi.Core.Audit;
using HybridAi.Core.Providers;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Configuration;
using HybridAi.Storage.Database;
using HybridAi.Storage.Secrets;

namespace HybridAi.Storage.Providers;

/// <summary>Defined providers in the database. The values of their headers, which may be secrets, are sealed under the master key.</summary>
internal sealed class ProviderStore(IDatabase database, ProviderKeyStore keys, MasterKey masterKey) : IProviderStore
{
    // No header's value has it. Values from before they were sealed are without it.
    private const char SealedMark = '§';

    private const string Insert = """
        INSERT INTO providers (name, definition, updated_at, revision) VALUES (@Name, @Definition, @UpdatedAt, @Revision)
        ON CONFLICT (name) DO NOTHING
        """;

    private const string Update = """
        UPDATE providers SET definition = @Definition, updated_at = @UpdatedAt, revision = @Revision
        WHERE name = @Name AND revision = @Revision - 1
        """;

    private readonly SecretProtector _protector = new(masterKey, "provider-headers");

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProviderDefinition>> AllAsync(CancellationToken cancellationToken) => database.ReadAsync(ReadAsync, cancellationToken);

    /// <inheritdoc/>
    public Task<WriteResult> SaveAsync(ProviderDefinition definition, Secret? key, AuditEntry audit, CancellationToken cancellationToken) =>
        WriteAsync(
            definition.Name, definition.Revision == 1 ? Insert : Update, ToRow(definition), isNew: definition.Revision == 1,
            key is null ? null : (connection, transaction, token) => keys.PutAsync(connection, transaction, definition.Name, key, audit.At, token),
            audit, cancellationToken);

    /// <inheritdoc/>
    public Task<WriteResult> DeleteAsync(string name, long revision, AuditEntry audit, CancellationToken cancellationToken) =>
        WriteAsync(
            name, "DELETE FROM providers WHERE name = @Name AND revision = @Revision", new { Name = name, Revision = revision }, isNew: false,
            (connection, transaction, token) => ProviderKeyStore.RemoveAllAsync(connection, transaction, name, token),
            audit, cancellationToken);

    /// <summary>Reads all definitions within another read.</summary>
    internal Task<IReadOnlyList<ProviderDefinition>> ReadAsync(DbConnection connection, CancellationToken cancellationToken) => ReadAsync(connection, null, cancellationToken);

    /// <summary>The same within a write.</summary>
    internal async Task<IReadOnlyList<ProviderDefinition>> ReadAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        const string Select = "SELECT name AS Name, definition AS Definition, updated_at AS UpdatedAt, revision AS Revision FROM providers ORDER BY name";
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(Select, transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return [.. rows.Select(ToDefinition)];
    }

    private Task<WriteResult> WriteAsync(
        string name, string sql, object row, bool isNew, Func<DbConnection, DbTransaction, CancellationToken, Task>? besides, AuditEntry audit,
        CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                if (await connection.ExecuteAsync(new CommandDefinition(sql, row, transaction, cancellationToken: token)).ConfigureAwait(false) == 0)
                {
                    var exists = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                        "SELECT COUNT(*) FROM providers WHERE name = @name", new { name }, transaction, cancellationToken: token)).ConfigureAwait(false) != 0;
                    return isNew ? WriteResult.Duplicate : exists ? WriteResult.Stale : WriteResult.NotFound;
                }
                if (besides is not null)
                    await besides(connection, transaction, token).ConfigureAwait(false);
                await ConfigurationLog.AppendAsync(connection, transaction, audit, token).ConfigureAwait(false);
                return WriteResult.Done;
            },
            result => result == WriteResult.Done,
            cancellationToken);

    private Row ToRow(ProviderDefinition definition) => new(
        definition.Name,
        JsonSerializer.Serialize(definition with { Headers = Map(definition.Name, definition.Headers, Seal) }, StorageJson.Default.ProviderDefinition),
        definition.UpdatedAt, definition.Revision);

    // The columns are the truth for what they hold.
    private ProviderDefinition ToDefinition(Row row)
    {
        var definition = JsonSerializer.Deserialize(row.Definition, StorageJson.Default.ProviderDefinition)!;
        return definition with { Name = row.Name, UpdatedAt = row.UpdatedAt, Revision = row.Revision, Headers = Map(row.Name, definition.Headers, Open) };
    }

    private string Seal(string name, string value) => SealedMark + Convert.ToBase64String(_protector.Seal(name, new Secret(value)));

    private string Open(string name, string value) =>
        value.StartsWith(SealedMark) ? _protector.Open(name, Convert.FromBase64String(value[1..])).Reveal() : value;

    private static Dictionary<string, string> Map(string provider, IReadOnlyDictionary<string, string> headers, Func<string, string, string> change) =>
        headers.ToDictionary(header => header.Key, header => change($"{provider}/{header.Key}", header.Value));

    private sealed record Row(string Name, string Definition, DateTimeOffset UpdatedAt, long Revision);
}
