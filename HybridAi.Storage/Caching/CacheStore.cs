using Dapper;
using HybridAi.Core.Caching;
using HybridAi.Core.Paging;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Caching;

/// <summary>What is known of the answer cache, in the database.</summary>
internal sealed class CacheStore(IDatabase database) : ICacheStore
{
    private const string InsertEvent = """
        INSERT INTO cache_events (id, at, gateway, kind, organization_id, level, count, detail) VALUES (@Id, @At, @Gateway, @Kind, @Organization, @Level, @Count, @Detail)
        ON CONFLICT (id) DO NOTHING
        """;

    private const string SelectEvents = """
        SELECT id AS Id, at AS At, gateway AS Gateway, kind AS Kind, organization_id AS Organization, level AS Level, count AS Count, detail AS Detail FROM cache_events
        """;

    /// <inheritdoc/>
    public Task<bool> AddAsync(CacheBatch batch, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction, token) => CacheBatchWriter.AddAsync(connection, transaction, batch, token), static added => added, cancellationToken);

    /// <inheritdoc/>
    public Task<Page<CacheEntry>> ListAsync(CacheEntryQuery query, DateTimeOffset now, CancellationToken cancellationToken) => database.ReadAsync(
        async (connection, token) =>
        {
            var entries = await CacheEntryRows.ReadAsync(connection, query, now, token).ConfigureAwait(false);
            return Pages.Cut(entries, query.Limit, entry => new PageCursor(entry.CreatedAt.ToUnixTimeMilliseconds(), entry.Id));
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> ForgetAsync(CachePurge purge, int most, CancellationToken cancellationToken)
    {
        var where = CacheEntryRows.MeantBy(purge);
        return database.WriteAsync((connection, transaction, token) => CacheEntryRows.RemoveAsync(connection, transaction, where, most, token), keep: null, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CacheFigures>> FiguresAsync(CacheFiguresQuery query, CancellationToken cancellationToken)
    {
        var where = new WhereClause();
        if (query.From is { } from)
            where.And("hour >= @from", "from", from.ToUnixTimeMilliseconds() / 3_600_000 * 3_600_000);
        if (query.To is { } to)
            where.And("hour < @to", "to", to.ToUnixTimeMilliseconds());
        if (query.Organization is { } organization)
            where.And("organization_id = @organization", "organization", organization);
        if (query.Model is { } model)
            where.And("model = @model", "model", model);
        string?[] groups = [query.ByHour ? "hour" : null, query.ByOrganization ? "organization_id" : null, query.ByModel ? "model" : null];
        var group = string.Join(", ", groups.OfType<string>());
        var sql = $"""
            SELECT {(query.ByHour ? "hour" : "MIN(hour)")} AS Hour, {(query.ByOrganization ? "organization_id" : "NULL")} AS Organization, {(query.ByModel ? "model" : "''")} AS Model,
                   {Sum("exact_hits")} AS ExactHits, {Sum("semantic_hits")} AS SemanticHits, {Sum("prefix_hits")} AS PrefixHits, {Sum("coalesced_hits")} AS CoalescedHits, {Sum("misses")} AS Misses,
                   {Sum("writes")} AS Writes, {Sum("evictions")} AS Evictions, {Sum("bytes")} AS Bytes, {Sum("saved_nanos")} AS SavedNanoDollars, {Sum("saved_ms")} AS SavedMilliseconds
            FROM cache_stats {where} {(group.Length == 0 ? "" : $"GROUP BY {group} ORDER BY {group}")}
            """;
        // The sum of nothing is a row, too.
        if (group.Length == 0)
            sql = $"SELECT * FROM ({sql}) sums WHERE Hour IS NOT NULL";
        return database.ReadAsync<IReadOnlyList<CacheFigures>>(
            async (connection, token) => (await connection.QueryAsync<CacheFigures>(new CommandDefinition(sql, where.Parameters, cancellationToken: token)).ConfigureAwait(false)).AsList(),
            cancellationToken);

        // Postgres' sum of a BIGINT is a NUMERIC.
        static string Sum(string column) => $"CAST(SUM({column}) AS BIGINT)";
    }

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<CacheEvent> events, CancellationToken cancellationToken)
    {
        var rows = events.Select(one => one with { Detail = one.Detail is { } detail ? StorableText.Of(detail) : null }).ToArray();
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                foreach (var row in rows)
                    await connection.ExecuteAsync(new CommandDefinition(InsertEvent, row, transaction, cancellationToken: token)).ConfigureAwait(false);
                return rows.Length;
            },
            keep: null,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Page<CacheEvent>> EventsAsync(CacheEventQuery query, CancellationToken cancellationToken)
    {
        var where = new WhereClause();
        if (query.Kind is { } kind)
            where.And("kind = @kind", "kind", kind);
        if (query.Organization is { } organization)
            where.And("organization_id IS NULL OR organization_id = @organization", "organization", organization);
        return Pages.NewestFirstAsync<CacheEvent>(database, SelectEvents, where, query.After, query.Limit, row => new PageCursor(row.At.ToUnixTimeMilliseconds(), row.Id), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        var (expired, surplus) = (new WhereClause(), new WhereClause());
        expired.And("expires_at <= @now", "now", now);
        surplus.And("at < (SELECT at FROM cache_entries ORDER BY at DESC LIMIT 1 OFFSET @mostEntries)", "mostEntries", ICacheStore.MostEntries);
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                var removed = await CacheEntryRows.RemoveAsync(connection, transaction, expired, most, token).ConfigureAwait(false);
                return removed == most ? removed : removed + await CacheEntryRows.RemoveAsync(connection, transaction, surplus, most - removed, token).ConfigureAwait(false);
            },
            keep: null,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset figures, DateTimeOffset events, int most, CancellationToken cancellationToken)
    {
        const string Figures = "DELETE FROM cache_stats WHERE (hour, organization_id, model) IN (SELECT hour, organization_id, model FROM cache_stats WHERE hour < @figures ORDER BY hour LIMIT @most)";
        const string Batches = "DELETE FROM cache_batches WHERE id IN (SELECT id FROM cache_batches WHERE at < @figures ORDER BY at LIMIT @most)";
        const string Events = "DELETE FROM cache_events WHERE id IN (SELECT id FROM cache_events WHERE at < @events ORDER BY at LIMIT @most)";
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                var removed = 0;
                foreach (var sql in new[] { Figures, Batches, Events })
                    removed = Math.Max(removed, await connection.ExecuteAsync(new CommandDefinition(sql, new { figures, events, most }, transaction, cancellationToken: token)).ConfigureAwait(false));
                return removed;
            },
            keep: null,
            cancellationToken);
    }
}
