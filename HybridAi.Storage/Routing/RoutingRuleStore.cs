using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using HybridAi.Core.Audit;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Configuration;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Routing;

/// <summary>The routing rules in the database: the current version under a name of its own, for every node to read, and each of the last ones under its revision.</summary>
/// <param name="database">The database.</param>
internal sealed class RoutingRuleStore(IDatabase database) : IRoutingRuleStore
{
    private const string Current = "routing-rules";
    private const string Version = "routing-rules-version";

    private const string Insert = """
        INSERT INTO documents (kind, name, definition, updated_at, revision) VALUES (@Kind, @Name, @Definition, @UpdatedAt, @Revision)
        ON CONFLICT (kind, name) DO NOTHING
        """;

    private const string Update = """
        UPDATE documents SET definition = @Definition, updated_at = @UpdatedAt, revision = @Revision
        WHERE kind = @Kind AND name = @Name AND revision = @Revision - 1
        """;

    private const string Select = "SELECT definition FROM documents WHERE kind = @kind AND revision = COALESCE(@revision, revision) ORDER BY revision DESC";

    /// <inheritdoc/>
    public Task<RoutingRuleSet> CurrentAsync(CancellationToken cancellationToken) => database.ReadAsync(ReadAsync, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<RoutingRuleSet>> VersionsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync((connection, token) => ReadAsync(connection, Version, null, token), cancellationToken);

    /// <inheritdoc/>
    public Task<RoutingRuleSet?> VersionAsync(long revision, CancellationToken cancellationToken) =>
        database.ReadAsync(async (connection, token) => (await ReadAsync(connection, Version, revision, token).ConfigureAwait(false)).FirstOrDefault(), cancellationToken);

    /// <inheritdoc/>
    public Task<WriteResult> SaveAsync(RoutingRuleSet rules, AuditEntry audit, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(rules, StorageJson.Default.RoutingRuleSet);
        var current = new Row(Current, "current", json, rules.UpdatedAt, rules.Revision);
        var version = current with { Kind = Version, Name = rules.Revision.ToString("D12", CultureInfo.InvariantCulture) };
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                if (await ExecuteAsync(rules.Revision == 1 ? Insert : Update, current).ConfigureAwait(false) == 0)
                    return WriteResult.Stale;
                await ExecuteAsync(Insert, version).ConfigureAwait(false);
                await ExecuteAsync($"DELETE FROM documents WHERE kind = @Kind AND revision <= @Revision - {RoutingRuleSet.KeptVersions}", version).ConfigureAwait(false);
                await ConfigurationLog.AppendAsync(connection, transaction, audit, token).ConfigureAwait(false);
                return WriteResult.Done;

                Task<int> ExecuteAsync(string sql, Row row) => connection.ExecuteAsync(new CommandDefinition(sql, row, transaction, cancellationToken: token));
            },
            result => result == WriteResult.Done,
            cancellationToken);
    }

    /// <summary>Reads the current version within another read.</summary>
    internal static async Task<RoutingRuleSet> ReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        (await ReadAsync(connection, Current, null, cancellationToken).ConfigureAwait(false)).FirstOrDefault() ?? RoutingRuleSet.Empty;

    private static async Task<IReadOnlyList<RoutingRuleSet>> ReadAsync(DbConnection connection, string kind, long? revision, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<string>(new CommandDefinition(Select, new { kind, revision }, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return [.. rows.Select(row => JsonSerializer.Deserialize(row, StorageJson.Default.RoutingRuleSet)!)];
    }

    private sealed record Row(string Kind, string Name, string Definition, DateTimeOffset UpdatedAt, long Revision);
}
