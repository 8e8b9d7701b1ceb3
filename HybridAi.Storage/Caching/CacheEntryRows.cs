using System.Data.Common;
using Dapper;
using HybridAi.Core.Caching;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Caching;

/// <summary>The rows of cached answers and of their tags.</summary>
internal static class CacheEntryRows
{
    private const string Select = """
        SELECT organization_id AS Organization, key_hash AS Hash, id AS Id, at AS At, expires_at AS ExpiresAt, team_id AS Team, user_id AS User, key_id AS CausedBy, provider AS Provider,
               model AS Model, requested_model AS RequestedModel, api AS Api, streamed AS Streamed, rule AS Rule, bytes AS Bytes, cost_nanos AS CostNanos, duration_ms AS DurationMs,
               hits AS Hits, last_hit_at AS LastHitAt
        FROM cache_entries
        """;

    private const string HasTag =
        "EXISTS (SELECT 1 FROM cache_entry_tags WHERE tag = @tag AND cache_entry_tags.organization_id = cache_entries.organization_id AND cache_entry_tags.key_hash = cache_entries.key_hash)";

    private const string HasModel = "model = @model OR requested_model = @model OR provider || '/' || model = @model";

    public static async Task<List<CacheEntry>> ReadAsync(DbConnection connection, CacheEntryQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 1000);
        var where = WhereOf(query, now);
        where.Parameters.Add("limit", query.Limit + 1);
        var rows = (await connection.QueryAsync<Row>(
            new CommandDefinition($"{Select} {where} ORDER BY at DESC, id DESC LIMIT @limit", where.Parameters, cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();
        var entries = new List<CacheEntry>(rows.Count);
        foreach (var row in rows)
            entries.Add(row.ToEntry(await TagsAsync(connection, row, cancellationToken).ConfigureAwait(false)));
        return entries;
    }

    /// <summary>What a purge is of.</summary>
    public static WhereClause MeantBy(CachePurge purge)
    {
        var where = new WhereClause();
        where.And("at <= @purgedUntil", "purgedUntil", purge.At + CachePurge.Skew);
        if (purge.Organization is { } organization)
            where.And("organization_id = @organization", "organization", organization);
        if (purge.Kind == CachePurgeKind.Key)
            where.And("key_hash = @hash", "hash", purge.Value.ToLowerInvariant());
        else if (purge.Kind == CachePurgeKind.Tag)
            where.And(HasTag, "tag", purge.Value);
        else if (purge.Kind == CachePurgeKind.Model)
            where.And(HasModel, "model", purge.Value);
        return where;
    }

    /// <summary>Removes rows and their tags.</summary>
    /// <returns>How many rows.</returns>
    public static async Task<int> RemoveAsync(DbConnection connection, DbTransaction transaction, WhereClause where, int most, CancellationToken cancellationToken)
    {
        where.Parameters.Add("most", most);
        var rows = (await connection.QueryAsync<RowKey>(new CommandDefinition(
            $"SELECT organization_id AS Organization, key_hash AS Hash FROM cache_entries {where} LIMIT @most", where.Parameters, transaction, cancellationToken: cancellationToken))
            .ConfigureAwait(false)).AsList();
        foreach (var table in new[] { "cache_entry_tags", "cache_entries" })
        {
            foreach (var row in rows)
                await connection.ExecuteAsync(new CommandDefinition(
                    $"DELETE FROM {table} WHERE organization_id = @Organization AND key_hash = @Hash", row, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        }

        return rows.Count;
    }

    private static WhereClause WhereOf(CacheEntryQuery query, DateTimeOffset now)
    {
        var where = new WhereClause();
        where.And("expires_at > @now", "now", now);
        if (query.Organization is { } organization)
            where.And("organization_id = @organization", "organization", organization);
        if (query.KeyHash is { } hash)
            where.And("key_hash = @hash", "hash", hash.ToLowerInvariant());
        if (query.Model is { } model)
            where.And(HasModel, "model", model);
        if (query.Tag is { } tag)
            where.And(HasTag, "tag", tag);
        if (query.Text is { Length: > 0 } text)
            where.And(
                "LOWER(model) LIKE @text ESCAPE '!' OR LOWER(requested_model) LIKE @text ESCAPE '!' OR LOWER(provider) LIKE @text ESCAPE '!'", "text",
                $"%{text.ToLowerInvariant().Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal)}%");
        if (query.After is { } cursor)
            where.After(cursor);
        return where;
    }

    private static async Task<IReadOnlyList<string>> TagsAsync(DbConnection connection, Row row, CancellationToken cancellationToken) => (await connection.QueryAsync<string>(new CommandDefinition(
        "SELECT tag FROM cache_entry_tags WHERE organization_id = @Organization AND key_hash = @Hash ORDER BY tag", new { row.Organization, row.Hash }, cancellationToken: cancellationToken))
        .ConfigureAwait(false)).AsList();

    private sealed record RowKey(OrganizationId Organization, string Hash);

    private sealed record Row
    {
        public OrganizationId Organization { get; init; }

        public string Hash { get; init; } = "";

        public Guid Id { get; init; }

        public DateTimeOffset At { get; init; }

        public DateTimeOffset ExpiresAt { get; init; }

        public TeamId? Team { get; init; }

        public UserId? User { get; init; }

        public KeyId? CausedBy { get; init; }

        public string Provider { get; init; } = "";

        public string Model { get; init; } = "";

        public string RequestedModel { get; init; } = "";

        public string Api { get; init; } = "";

        public bool Streamed { get; init; }

        public string? Rule { get; init; }

        public long Bytes { get; init; }

        public long? CostNanos { get; init; }

        public long DurationMs { get; init; }

        public long Hits { get; init; }

        public DateTimeOffset? LastHitAt { get; init; }

        public CacheEntry ToEntry(IReadOnlyList<string> tags) => new()
        {
            Id = Id, Key = CacheKey.TryParse(Organization, Hash, out var key) ? key : default, CreatedAt = At, ExpiresAt = ExpiresAt, Team = Team, User = User, CausedBy = CausedBy,
            Provider = Provider, Model = Model, RequestedModel = RequestedModel, Api = Api, Streamed = Streamed, Tags = tags, Rule = Rule, Bytes = Bytes, CostNanoDollars = CostNanos,
            Duration = TimeSpan.FromMilliseconds(DurationMs), Hits = Hits, LastHitAt = LastHitAt,
        };
    }
}
