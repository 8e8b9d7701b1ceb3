using System.Data.Common;
using System.Text.Json;
using Dapper;
using HybridAi.Core.Audit;
using HybridAi.Core.ErrorGroups;
using HybridAi.Core.Events;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Storage.Audit;
using HybridAi.Storage.Database;
using HybridAi.Storage.Events;
using HybridAi.Storage.Usage;

namespace HybridAi.Storage.ErrorGroups;

/// <summary>The groups of failures in the database, and the list of records whose failures are in none yet.</summary>
internal sealed class ErrorGroupStore(IDatabase database) : IErrorGroupStore
{
    private const string Oldest = "SELECT at, id FROM error_inbox ORDER BY at, id LIMIT @most";

    // The times are for the partitions: only those that have any are looked into.
    private const string Records = $"""
        SELECT {UsageColumns.Names} FROM usage_records
        WHERE at >= (SELECT MIN(at) FROM error_inbox) AND at <= (SELECT MAX(at) FROM ({Oldest}) AS oldest) AND (at, id) IN ({Oldest})
        """;

    private const string StrikeOff = $"DELETE FROM error_inbox WHERE (at, id) IN ({Oldest})";

    private const string Find = $"{ErrorGroupRow.Select} WHERE id = @id";

    private const string Resolve = "UPDATE error_groups SET resolved_at = @resolvedAt WHERE id = @id";

    private const string Delete = "DELETE FROM error_groups WHERE id IN (SELECT id FROM error_groups WHERE at < @before ORDER BY at LIMIT @most)";

    /// <inheritdoc/>
    public Task<int> AbsorbAsync(int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                var records = await ReadAsync(connection, transaction, most, token).ConfigureAwait(false);
                // Records that retention was quicker with are struck off, too.
                var struck = await connection.ExecuteAsync(
                    new CommandDefinition(StrikeOff, new { most }, transaction, cancellationToken: token)).ConfigureAwait(false);
                if (records.Count > 0)
                    await AddAsync(connection, transaction, [.. records.SelectMany(ErrorOccurrence.Of)], token).ConfigureAwait(false);
                return struck;
            },
            static struck => struck > 0,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Page<ErrorGroup>> ListAsync(ErrorGroupQuery query, CancellationToken cancellationToken)
    {
        var where = new WhereClause();
        if (query.IsOpen is { } isOpen)
            where.And(isOpen ? "resolved_at IS NULL" : "resolved_at IS NOT NULL");
        if (query.Source is { } source)
            where.And("source = @source", "source", source);
        if (query.Provider is { } provider)
            where.And("provider = @provider", "provider", provider);
        if (query.Deployment is { } deployment)
            where.And("deployment = @deployment", "deployment", deployment);
        if (query.Cause is { } cause)
            where.And("cause = @cause", "cause", cause);
        var page = await Pages.NewestFirstAsync<ErrorGroupRow>(
            database, ErrorGroupRow.Select, where, query.After, query.Limit, static row => row.Place, cancellationToken).ConfigureAwait(false);
        return new Page<ErrorGroup>([.. page.Items.Select(row => row.ToGroup())], page.Next);
    }

    /// <inheritdoc/>
    public Task<ErrorGroup?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync((connection, token) => FindAsync(connection, null, id, token), cancellationToken);

    /// <inheritdoc/>
    public Task<WriteResult> ResolveAsync(Guid id, DateTimeOffset? resolvedAt, AuditEntry audit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (connection, transaction, token) =>
            {
                if (await FindAsync(connection, transaction, id, token).ConfigureAwait(false) is not { } group)
                    return WriteResult.NotFound;
                if (group.ResolvedAt is null == resolvedAt is null)
                    return WriteResult.Stale;
                await connection.ExecuteAsync(new CommandDefinition(Resolve, new { id, resolvedAt }, transaction, cancellationToken: token)).ConfigureAwait(false);
                await AuditLog.AppendAsync(connection, transaction, audit, token).ConfigureAwait(false);
                await TellAsync(connection, transaction, resolvedAt is null ? "reopened" : "resolved", group, audit.At, token).ConfigureAwait(false);
                return WriteResult.Done;
            },
            keep: null,
            cancellationToken);

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) => database.WriteAsync(
        async (connection, transaction, token) =>
            await connection.ExecuteAsync(new CommandDefinition(Delete, new { before, most }, transaction, cancellationToken: token)).ConfigureAwait(false),
        keep: null,
        cancellationToken);

    private static async Task<List<UsageRecord>> ReadAsync(DbConnection connection, DbTransaction transaction, int most, CancellationToken cancellationToken)
    {
        var command = new CommandDefinition(Records, new { most }, transaction, UsageStore.QuerySeconds, cancellationToken: cancellationToken);
        // Not disposed asynchronously: see UsageStore.
        using var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
        var records = new List<UsageRecord>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            records.Add(UsageRow.Read(reader));
        return records;
    }

    private static async Task AddAsync(DbConnection connection, DbTransaction transaction, List<ErrorOccurrence> occurrences, CancellationToken cancellationToken)
    {
        var room = ErrorGroup.MostGroups - await connection.ExecuteScalarAsync<long>(
            new CommandDefinition("SELECT COUNT(*) FROM error_groups", transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        var told = new List<(string Kind, ErrorGroup Group)>();
        foreach (var same in occurrences.GroupBy(one => one.Fingerprint))
        {
            var fingerprint = same.Key;
            var known = await FindAsync(connection, transaction, fingerprint.Id, cancellationToken).ConfigureAwait(false);
            if (known is null && room <= 0)
            {
                fingerprint = fingerprint.Gather();
                known = await FindAsync(connection, transaction, fingerprint.Id, cancellationToken).ConfigureAwait(false);
            }

            room -= known is null ? 1 : 0;
            var group = ErrorTally.Add(known, [.. same], fingerprint);
            await connection.ExecuteAsync(
                new CommandDefinition(ErrorGroupRow.Upsert, ErrorGroupRow.Of(group), transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
            if (known is null || group.Reopened > known.Reopened)
                told.Add((known is null ? "new" : "reopened", group));
        }

        foreach (var (kind, group) in told)
            await TellAsync(connection, transaction, kind, group, group.LastAt, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ErrorGroup?> FindAsync(DbConnection connection, DbTransaction? transaction, Guid id, CancellationToken cancellationToken) =>
        (await connection.QuerySingleOrDefaultAsync<ErrorGroupRow>(
            new CommandDefinition(Find, new { id }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false))?.ToGroup();

    // Last in its transaction: see EventLog.
    private static Task TellAsync(DbConnection connection, DbTransaction transaction, string kind, ErrorGroup group, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (source, provider, deployment, cause, status, detail) = group.Fingerprint;
        var data = JsonSerializer.Serialize(
            new ErrorGroupEvent(kind, group.Fingerprint.Id, source, provider, deployment, cause, status, detail, group.Count), StorageJson.Default.ErrorGroupEvent);
        return EventLog.AppendAsync(connection, transaction, at, EventTopics.Errors, organization: null, data, cancellationToken);
    }
}

/// <summary>The data of an event of the topic <see cref="EventTopics.Errors"/>.</summary>
internal sealed record ErrorGroupEvent(string Kind, Guid Id, string Source, string? Provider, string? Deployment, string Cause, int Status, string? Detail, long Count);
