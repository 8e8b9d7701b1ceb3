using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dapper;
using HybridAi.Core.Audit;
using HybridAi.Core.Configuration;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Configuration;

/// <summary>The documents of one kind in the database.</summary>
/// <param name="database">The database.</param>
/// <param name="kind">The kind's name in its rows; never changes.</param>
/// <param name="json">How a document is written.</param>
/// <param name="restore">Puts revision and time, of which the columns are the truth, into a document that was read.</param>
internal sealed class DocumentStore<T>(IDatabase database, string kind, JsonTypeInfo<T> json, Func<T, long, DateTimeOffset, T> restore) : IDocumentStore<T>
    where T : class, IConfigurationDocument
{
    private const string Insert = """
        INSERT INTO documents (kind, name, definition, updated_at, revision) VALUES (@Kind, @Name, @Definition, @UpdatedAt, @Revision)
        ON CONFLICT (kind, name) DO NOTHING
        """;

    private const string Update = """
        UPDATE documents SET definition = @Definition, updated_at = @UpdatedAt, revision = @Revision
        WHERE kind = @Kind AND name = @Name AND revision = @Revision - 1
        """;

    private const string Delete = "DELETE FROM documents WHERE kind = @Kind AND name = @Name AND revision = @Revision";

    /// <inheritdoc/>
    public Task<IReadOnlyList<T>> AllAsync(CancellationToken cancellationToken) => database.ReadAsync(ReadAsync, cancellationToken);

    /// <inheritdoc/>
    public Task<WriteResult> SaveAsync(T document, AuditEntry audit, CancellationToken cancellationToken)
    {
        var row = new Row(kind, document.Name, JsonSerializer.Serialize(document, json), document.UpdatedAt, document.Revision);
        return document.Revision == 1
            ? WriteAsync(Insert, row, static _ => WriteResult.Duplicate, audit, cancellationToken)
            : WriteAsync(Update, row, static exists => exists ? WriteResult.Stale : WriteResult.NotFound, audit, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WriteResult> DeleteAsync(string name, long revision, AuditEntry audit, CancellationToken cancellationToken) =>
        WriteAsync(Delete, new Row(kind, name, "", default, revision), static exists => exists ? WriteResult.Stale : WriteResult.NotFound, audit, cancellationToken);

    /// <summary>Reads all documents within another read.</summary>
    internal async Task<IReadOnlyList<T>> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        const string Select = "SELECT kind AS Kind, name AS Name, definition AS Definition, updated_at AS UpdatedAt, revision AS Revision FROM documents WHERE kind = @kind ORDER BY name";
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(Select, new { kind }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return [.. rows.Select(row => restore(JsonSerializer.Deserialize(row.Definition, json)!, row.Revision, row.UpdatedAt))];
    }

    private Task<WriteResult> WriteAsync(string sql, Row row, Func<bool, WriteResult> missed, AuditEntry audit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                if (await connection.ExecuteAsync(new CommandDefinition(sql, row, transaction, cancellationToken: token)).ConfigureAwait(false) == 0)
                {
                    return missed(await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                        "SELECT COUNT(*) FROM documents WHERE kind = @Kind AND name = @Name", row, transaction, cancellationToken: token)).ConfigureAwait(false) != 0);
                }

                await ConfigurationLog.AppendAsync(connection, transaction, audit, token).ConfigureAwait(false);
                return WriteResult.Done;
            },
            result => result == WriteResult.Done,
            cancellationToken);

    private sealed record Row(string Kind, string Name, string Definition, DateTimeOffset UpdatedAt, long Revision);
}
