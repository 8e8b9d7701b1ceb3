using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using HybridAi.Core.Audit;
using HybridAi.Core.Configuration;
using HybridAi.Core.Events;
using HybridAi.Storage.Database;
using HybridAi.Storage.Events;
using HybridAi.Storage.Providers;
using HybridAi.Storage.Secrets;

namespace HybridAi.Storage.Configuration;

/// <summary>
/// Writes the tables of the configuration row by row, and replaces them. Organizations are changed in place: what tenants have besides (responses, files) hangs on them and is no configuration.
/// </summary>
internal sealed class ConfigurationBackup(IDatabase database, ProviderKeyStore providerKeys, ProviderStore providers, TimeProvider time) : IConfigurationBackup
{
    private const string Format = "hybridai-configuration";
    private const int FormatVersion = 1;
    private const string Organizations = "organizations";
    private const string CustomMetrics = "custom_metrics";
    private const string RotatedFrom = "rotated_from";

    // What others refer to comes first.
    private static readonly string[] Tables = [Organizations, "teams", "users", "api_keys", "provider_keys", "providers", "documents", CustomMetrics];

    // Those that came after the first backups, which do not have them.
    private static readonly string[] LaterTables = [CustomMetrics];

    /// <inheritdoc/>
    public Task<long> VersionAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(static (connection, token) => EventStore.LastAsync(connection, EventTopics.Configuration, token), cancellationToken);

    /// <inheritdoc/>
    public async Task WriteAsync(Stream file, CancellationToken cancellationToken)
    {
        var tables = await database.ReadAsync(ReadAsync, cancellationToken).ConfigureAwait(false);
        await using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("format"u8, Format);
        json.WriteNumber("version"u8, FormatVersion);
        json.WriteString("at"u8, time.GetUtcNow().UtcDateTime);
        json.WriteStartObject("tables"u8);
        foreach (var (name, rows) in tables)
        {
            json.WriteStartArray(name);
            foreach (var row in rows)
                BackupValues.Write(json, row);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, long>> RestoreAsync(Stream file, AuditEntry audit, CancellationToken cancellationToken)
    {
        using var document = await ParseAsync(file, cancellationToken).ConfigureAwait(false);
        var tables = TablesOf(document.RootElement);
        return await database.WriteAsync(
            async (connection, transaction, token) =>
            {
                await RemoveAsync(connection, transaction, tables[Organizations], token).ConfigureAwait(false);
                var restored = new Dictionary<string, long>();
                foreach (var (name, rows) in tables)
                {
                    await InsertAsync(connection, transaction, name, rows, token).ConfigureAwait(false);
                    restored[name] = rows.Count;
                }

                await CheckAsync(connection, transaction, token).ConfigureAwait(false);
                await ConfigurationLog.AppendAsync(connection, transaction, audit, token).ConfigureAwait(false);
                return (IReadOnlyDictionary<string, long>)restored;
            },
            keep: null,
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task<List<(string Name, List<KeyValuePair<string, object?>[]> Rows)>> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var tables = new List<(string, List<KeyValuePair<string, object?>[]>)>();
        foreach (var table in Tables)
        {
            var rows = new List<KeyValuePair<string, object?>[]>();
            // Not disposed asynchronously: see UsageStore.
            using var reader = await connection.ExecuteReaderAsync(new CommandDefinition($"SELECT * FROM {table}", cancellationToken: cancellationToken)).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                var row = new KeyValuePair<string, object?>[reader.FieldCount];
                for (var i = 0; i < row.Length; i++)
                    row[i] = new(reader.GetName(i), await reader.IsDBNullAsync(i, cancellationToken).ConfigureAwait(false) ? null : reader.GetValue(i));
                rows.Add(row);
            }

            tables.Add((table, rows));
        }

        return tables;
    }

    private static async Task<JsonDocument> ParseAsync(Stream file, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"This is no backup of a configuration: {broken.Message}", broken);
        }
    }

    private static Dictionary<string, List<JsonElement>> TablesOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var format) || format.ValueKind != JsonValueKind.String || format.GetString() != Format
            || !root.TryGetProperty("version", out var version) || !version.TryGetInt32(out var number) || !root.TryGetProperty("tables", out var all) || all.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException("This is no backup of a configuration: the job configuration-backup and GET /api/configuration/backup write them.");
        if (number > FormatVersion)
            throw new InvalidDataException("This backup is of a later release: restore it with that one.");
        var tables = new Dictionary<string, List<JsonElement>>();
        foreach (var name in Tables)
        {
            if (!all.TryGetProperty(name, out var rows) && LaterTables.Contains(name))
                tables[name] = [];
            else if (rows.ValueKind != JsonValueKind.Array || rows.EnumerateArray().Any(row => row.ValueKind != JsonValueKind.Object))
                throw new InvalidDataException($"This backup is damaged: it has no rows of '{name}'.");
            else
                tables[name] = [.. rows.EnumerateArray()];
        }

        if (all.EnumerateObject().FirstOrDefault(table => !Tables.Contains(table.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            throw new InvalidDataException($"This backup is of a later release, which has '{unknown.Name}': restore it with that one.");
        if (tables[Organizations].Count == 0)
            throw new InvalidDataException("This backup is damaged: it has no organization.");
        return tables;
    }

    private static async Task RemoveAsync(DbConnection connection, DbTransaction transaction, List<JsonElement> organizations, CancellationToken cancellationToken)
    {
        foreach (var table in Tables.Reverse().Where(table => table != Organizations))
            await connection.ExecuteAsync(new CommandDefinition($"DELETE FROM {table}", transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        var kept = organizations.Select(row => row.TryGetProperty("id", out var id) ? id.ToString() : "").ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var id in await connection.QueryAsync<Guid>(new CommandDefinition("SELECT id FROM organizations", transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false))
        {
            if (!kept.Contains(id.ToString("D")))
                await connection.ExecuteAsync(new CommandDefinition("DELETE FROM organizations WHERE id = @id", new { id }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        }
    }

    private static async Task InsertAsync(DbConnection connection, DbTransaction transaction, string table, List<JsonElement> rows, CancellationToken cancellationToken)
    {
        var types = await BackupValues.TypesAsync(connection, transaction, table, cancellationToken).ConfigureAwait(false);
        foreach (var row in rows)
        {
            var values = BackupValues.Read(table, row, types);
            // Keys refer to keys that may come later.
            if (values.ContainsKey(RotatedFrom))
                values[RotatedFrom] = null;
            var update = table == Organizations ? $"ON CONFLICT (id) DO UPDATE SET {string.Join(", ", values.Keys.Where(column => column != "id").Select(column => $"{column} = excluded.{column}"))}" : "";
            await ExecuteAsync($"INSERT INTO {table} ({string.Join(", ", values.Keys)}) VALUES ({string.Join(", ", values.Keys.Select(column => $"@{column}"))}) {update}", values).ConfigureAwait(false);
        }

        foreach (var row in rows.Where(row => row.TryGetProperty(RotatedFrom, out var from) && from.ValueKind != JsonValueKind.Null))
        {
            var values = BackupValues.Read(table, row, types);
            await ExecuteAsync($"UPDATE {table} SET {RotatedFrom} = @{RotatedFrom} WHERE id = @id", values).ConfigureAwait(false);
        }

        Task ExecuteAsync(string sql, Dictionary<string, object?> values)
        {
            var parameters = new DynamicParameters();
            foreach (var (column, value) in values.Where(pair => sql.Contains($"@{pair.Key}", StringComparison.Ordinal)))
                parameters.Add(column, value);
            return connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
        }
    }

    // What cannot be opened would keep every node from starting.
    private async Task CheckAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            await providerKeys.ReadAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
            await providers.ReadAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
        }
        catch (CryptographicException sealedOtherwise)
        {
            throw new InvalidDataException("The keys in this backup are sealed under another master key: restore it with that HYBRIDAI_MASTER_KEY.", sealedOtherwise);
        }
    }
}
