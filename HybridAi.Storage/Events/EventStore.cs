using System.Data.Common;
using Dapper;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Events;

/// <summary>The events in the database.</summary>
internal sealed class EventStore(IDatabase database, Pulse pulse) : IEventStore
{
    /// <summary>Reads events as <see cref="StoredEvent"/> has them.</summary>
    internal const string Select = "SELECT sequence AS Sequence, at AS At, topic AS Topic, organization_id AS OrganizationId, data AS Data FROM events";

    private const string Delete = """
        DELETE FROM events WHERE sequence IN (
            SELECT old.sequence FROM events old
            WHERE old.at < @Before AND EXISTS (SELECT 1 FROM events newer WHERE newer.topic = old.topic AND newer.sequence > old.sequence)
            ORDER BY old.sequence LIMIT @Most)
        RETURNING sequence
        """;

    private const string NoteRemoved = """
        INSERT INTO event_horizon (only_row, removed) VALUES (1, @removed)
        ON CONFLICT (only_row) DO UPDATE SET removed = CASE WHEN event_horizon.removed > excluded.removed THEN event_horizon.removed ELSE excluded.removed END
        """;

    private const string Bounds = "SELECT COALESCE((SELECT removed FROM event_horizon), 0) AS Removed, COALESCE((SELECT MAX(sequence) FROM events), 0) AS Last";

    /// <inheritdoc/>
    public Task Appended => pulse.Next;

    /// <inheritdoc/>
    public Task<long> LastAsync(string? topic, CancellationToken cancellationToken) =>
        database.ReadAsync((connection, token) => LastAsync(connection, topic, token), cancellationToken);

    /// <inheritdoc/>
    public Task<long?> FirstAsync(DateTimeOffset from, CancellationToken cancellationToken) =>
        database.ReadAsync((connection, token) => FirstSinceAsync(connection, from, token), cancellationToken);

    /// <inheritdoc/>
    public Task<EventBounds> BoundsAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            static async (connection, token) =>
            {
                var (removed, last) = await connection.QuerySingleAsync<(long, long)>(new CommandDefinition(Bounds, cancellationToken: token)).ConfigureAwait(false);
                return new EventBounds(removed, last);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredEvent>> ReadAsync(
        long after, string? topic, OrganizationId? organization, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        var where = new WhereClause();
        where.And("sequence > @after", "after", after);
        if (topic is not null)
            where.And("topic = @topic", "topic", topic);
        if (organization is { } id)
            where.And("organization_id = @organization", "organization", id);
        return ReadAsync(where, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredEvent>> ReadBackAsync(EventHistoryQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 1001);
        if (query.Selection.Topics.Count == 0)
            return Task.FromResult<IReadOnlyList<StoredEvent>>([]);
        return database.ReadAsync<IReadOnlyList<StoredEvent>>(
            async (connection, token) =>
            {
                // Where there is no such event no topic has one: each index would be walked to its end to find nothing.
                long? first = query.First, last = null;
                if (query is { From: { } from, First: null } && (first = await FirstSinceAsync(connection, from, token).ConfigureAwait(false)) is null)
                    return [];
                // What comes behind a block is before its end anyhow.
                if (query is { To: { } to, Before: null } && (last = await LastBeforeAsync(connection, to, token).ConfigureAwait(false)) is null)
                    return [];
                var (sql, parameters) = EventHistorySql.Block(query, first, last);
                return (await connection.QueryAsync<StoredEvent>(new CommandDefinition(sql, parameters, cancellationToken: token)).ConfigureAwait(false)).AsList();
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                var removed = (await connection.QueryAsync<long>(
                    new CommandDefinition(Delete, new { Before = before, Most = most }, transaction, cancellationToken: token)).ConfigureAwait(false)).AsList();
                if (removed.Count > 0)
                    await connection.ExecuteAsync(new CommandDefinition(NoteRemoved, new { removed = removed.Max() }, transaction, cancellationToken: token)).ConfigureAwait(false);
                return removed.Count == most;
            },
            keep: null,
            cancellationToken);
    }

    private Task<IReadOnlyList<StoredEvent>> ReadAsync(WhereClause where, int limit, CancellationToken cancellationToken)
    {
        where.Parameters.Add("limit", limit);
        var sql = $"{Select} {where} ORDER BY sequence LIMIT @limit";
        return database.ReadAsync<IReadOnlyList<StoredEvent>>(
            async (connection, token) => (await connection.QueryAsync<StoredEvent>(
                new CommandDefinition(sql, where.Parameters, cancellationToken: token)).ConfigureAwait(false)).AsList(),
            cancellationToken);
    }

    private static Task<long?> FirstSinceAsync(DbConnection connection, DateTimeOffset from, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<long?>(new CommandDefinition(EventHistorySql.First, new { from }, cancellationToken: cancellationToken));

    private static Task<long?> LastBeforeAsync(DbConnection connection, DateTimeOffset to, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<long?>(new CommandDefinition(EventHistorySql.Last, new { to }, cancellationToken: cancellationToken));

    /// <summary>The number of the newest event within another read.</summary>
    internal static Task<long> LastAsync(DbConnection connection, string? topic, CancellationToken cancellationToken)
    {
        var sql = $"SELECT COALESCE(MAX(sequence), 0) FROM events{(topic is null ? "" : " WHERE topic = @topic")}";
        return connection.ExecuteScalarAsync<long>(new CommandDefinition(sql, new { topic }, cancellationToken: cancellationToken));
    }
}
