using System.Data.Common;
using Dapper;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Events;

/// <summary>The events in the database.</summary>
internal sealed class EventStore(IDatabase database, Pulse pulse) : IEventStore
{
    private const string Select = "SELECT sequence AS Sequence, at AS At, topic AS Topic, organization_id AS OrganizationId, data AS Data FROM events";

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
        return ReadAsync(where, "sequence", limit, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredEvent>> ReadBackAsync(EventHistoryQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 1001);
        var where = new WhereClause();
        ByTopic(where, query.Selection.Topics);
        ByOrganization(where, query.Selection);
        if (query.Before is { } before)
            where.And("sequence < @before", "before", before);
        if (query.From is { } from)
            where.And("at >= @from", "from", from);
        if (query.To is { } to)
            where.And("at < @to", "to", to);
        return ReadAsync(where, "sequence DESC", query.Limit, cancellationToken);
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

    // One parameter each: what an IN takes of a list differs between the databases.
    private static void ByTopic(WhereClause where, IReadOnlyCollection<string> topics)
    {
        if (topics.Count == 0)
        {
            where.And("1 = 0");
            return;
        }

        foreach (var (index, topic) in topics.Index())
            where.Parameters.Add($"topic{index}", topic);
        where.And($"topic IN ({string.Join(", ", topics.Select((_, index) => $"@topic{index}"))})");
    }

    // What EventSelection.Wants says, for the database.
    private static void ByOrganization(WhereClause where, EventSelection selection)
    {
        if (selection.Organization is { } one)
            where.And(selection.HasInstallation ? "organization_id = @organization OR organization_id IS NULL" : "organization_id = @organization", "organization", one);
        else if (!selection.HasInstallation)
            where.And("organization_id IS NOT NULL");
    }

    private Task<IReadOnlyList<StoredEvent>> ReadAsync(WhereClause where, string order, int limit, CancellationToken cancellationToken)
    {
        where.Parameters.Add("limit", limit);
        var sql = $"{Select} {where} ORDER BY {order} LIMIT @limit";
        return database.ReadAsync<IReadOnlyList<StoredEvent>>(
            async (connection, token) => (await connection.QueryAsync<StoredEvent>(
                new CommandDefinition(sql, where.Parameters, cancellationToken: token)).ConfigureAwait(false)).AsList(),
            cancellationToken);
    }

    /// <summary>The number of the newest event within another read.</summary>
    internal static Task<long> LastAsync(DbConnection connection, string? topic, CancellationToken cancellationToken)
    {
        var sql = $"SELECT COALESCE(MAX(sequence), 0) FROM events{(topic is null ? "" : " WHERE topic = @topic")}";
        return connection.ExecuteScalarAsync<long>(new CommandDefinition(sql, new { topic }, cancellationToken: cancellationToken));
    }
}
