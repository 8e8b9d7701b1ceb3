using System.Data.Common;
using Dapper;
using HybridAi.Core.Caching;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Caching;

/// <summary>
/// Adds a batch to the tables, in one transaction. Rows go in one order for all gateways, so that they wait for each other and do not collide in a circle. Statements have many rows each, as many
/// as the oldest SQLite has parameters for (999), since each costs a trip to the database.
/// </summary>
internal static class CacheBatchWriter
{
    private const int MostParameters = 999;

    private static readonly string[] EntryColumns =
    [
        "organization_id", "key_hash", "id", "at", "expires_at", "team_id", "user_id", "key_id", "provider", "model", "requested_model", "api", "streamed", "rule", "bytes", "cost_nanos",
        "duration_ms", "hits",
    ];

    private static readonly string[] FigureColumns =
    [
        "hour", "organization_id", "model", "exact_hits", "semantic_hits", "prefix_hits", "coalesced_hits", "misses", "writes", "evictions", "bytes", "saved_nanos", "saved_ms",
    ];

    // An answer that was made anew takes the place of the one before; how often its key was hit goes on.
    private static readonly string EntryConflict =
        $"ON CONFLICT (organization_id, key_hash) DO UPDATE SET {string.Join(", ", EntryColumns.Except(["organization_id", "key_hash", "hits"]).Select(column => $"{column} = excluded.{column}"))}";

    private static readonly string FigureConflict =
        $"ON CONFLICT (hour, organization_id, model) DO UPDATE SET {string.Join(", ", FigureColumns[3..].Select(column => $"{column} = cache_stats.{column} + excluded.{column}"))}";

    public static async Task<bool> AddAsync(DbConnection connection, DbTransaction transaction, CacheBatch batch, CancellationToken cancellationToken)
    {
        const string Claim = "INSERT INTO cache_batches (id, at) VALUES (@Id, @At) ON CONFLICT (id) DO NOTHING";
        if (await connection.ExecuteAsync(new CommandDefinition(Claim, new { batch.Id, batch.At }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false) == 0)
            return false;
        var entries = batch.Written.OrderBy(entry => entry.Key.Organization.Value).ThenBy(entry => entry.Key.High).ThenBy(entry => entry.Key.Low).ToArray();
        await InsertAsync(connection, transaction, "cache_entries", EntryColumns, EntryConflict, entries, RowOf, cancellationToken).ConfigureAwait(false);
        await AddTagsAsync(connection, transaction, entries, cancellationToken).ConfigureAwait(false);
        await AddHitsAsync(connection, transaction, batch.Hits, cancellationToken).ConfigureAwait(false);
        var figures = batch.Figures.OrderBy(sum => sum.Hour).ThenBy(sum => sum.Organization?.Value).ThenBy(sum => sum.Model, StringComparer.Ordinal).ToArray();
        await InsertAsync(connection, transaction, "cache_stats", FigureColumns, FigureConflict, figures, RowOf, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async Task AddTagsAsync(DbConnection connection, DbTransaction transaction, CacheEntry[] entries, CancellationToken cancellationToken)
    {
        const string Delete = "DELETE FROM cache_entry_tags WHERE organization_id = @Organization AND key_hash = @Hash";
        // Whether the answer before had tags, one look at all of them would not tell cheaper.
        foreach (var entry in entries)
            await connection.ExecuteAsync(new CommandDefinition(Delete, new { entry.Key.Organization, Hash = entry.Key.HashText() }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        var tags = entries.SelectMany(entry => entry.Tags.Select(StorableText.Of).Distinct(StringComparer.Ordinal).Select(tag => (entry.Key, Tag: tag))).ToArray();
        await InsertAsync(
            connection, transaction, "cache_entry_tags", ["organization_id", "key_hash", "tag"], "", tags, static one => [one.Key.Organization, one.Key.HashText(), one.Tag], cancellationToken)
            .ConfigureAwait(false);
    }

    private static async Task AddHitsAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<CacheEntryHits> hits, CancellationToken cancellationToken)
    {
        const string Update = """
            UPDATE cache_entries SET hits = hits + @Count, last_hit_at = CASE WHEN last_hit_at > @LastAt THEN last_hit_at ELSE @LastAt END
            WHERE organization_id = @Organization AND key_hash = @Hash
            """;
        foreach (var hit in hits.OrderBy(hit => hit.Key.Organization.Value).ThenBy(hit => hit.Key.High).ThenBy(hit => hit.Key.Low))
        {
            var row = new { hit.Count, hit.LastAt, hit.Key.Organization, Hash = hit.Key.HashText() };
            await connection.ExecuteAsync(new CommandDefinition(Update, row, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        }
    }

    private static object?[] RowOf(CacheEntry entry) =>
    [
        entry.Key.Organization, entry.Key.HashText(), entry.Id, entry.CreatedAt, entry.ExpiresAt, entry.Team, entry.User, entry.CausedBy, StorableText.Of(entry.Provider), StorableText.Of(entry.Model),
        StorableText.Of(entry.RequestedModel), entry.Api, entry.Streamed, entry.Rule is { } rule ? StorableText.Of(rule) : null, entry.Bytes, entry.CostNanoDollars,
        (long)entry.Duration.TotalMilliseconds, 0L,
    ];

    private static object?[] RowOf(CacheFigures sum) =>
    [
        sum.Hour, sum.Organization, StorableText.Of(sum.Model), sum.ExactHits, sum.SemanticHits, sum.PrefixHits, sum.CoalescedHits, sum.Misses, sum.Writes, sum.Evictions, sum.Bytes,
        sum.SavedNanoDollars, sum.SavedMilliseconds,
    ];

    private static async Task InsertAsync<T>(
        DbConnection connection, DbTransaction transaction, string table, string[] columns, string conflict, T[] items, Func<T, object?[]> row, CancellationToken cancellationToken)
    {
        foreach (var chunk in items.Chunk(MostParameters / columns.Length))
        {
            var parameters = new DynamicParameters();
            for (var i = 0; i < chunk.Length; i++)
            {
                var values = row(chunk[i]);
                for (var j = 0; j < values.Length; j++)
                    parameters.Add($"v{i}_{j}", values[j]);
            }

            var rows = string.Join(", ", Enumerable.Range(0, chunk.Length).Select(i => $"({string.Join(", ", Enumerable.Range(0, columns.Length).Select(j => $"@v{i}_{j}"))})"));
            var sql = $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES {rows} {conflict}";
            await connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        }
    }
}
