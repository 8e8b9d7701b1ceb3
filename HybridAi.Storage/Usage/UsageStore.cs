using System.Buffers.Binary;
using System.Data.Common;
using Dapper;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Paging;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Storage.Database;
using HybridAi.Storage.Metrics;

namespace HybridAi.Storage.Usage;

/// <summary>The usage records in the database. Times are kept to the millisecond, durations to the microsecond.</summary>
internal sealed class UsageStore(IDatabase database, IUsageWriter writer) : IUsageStore
{
    /// <summary>
    /// How long a query over the records may take, in seconds, whatever the connection's own time-out: it may have to look at very many. A server
    /// that does not answer at all has by then been noticed by the statement before it, which begins the transaction.
    /// </summary>
    public const int QuerySeconds = 30;

    /// <inheritdoc/>
    public Task InsertAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken) =>
        records.Count == 0 ? Task.CompletedTask : writer.InsertAsync(records, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        // First, and for good: of a minute that is not whole any more no rollup is made.
        await RollupFloors.RaiseAsync(database, RollupLevel.Records, UsageFilter.CeilingMilliseconds(before), cancellationToken).ConfigureAwait(false);
        return await writer.PruneAsync(before, most, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<UsageRecord?> FindAsync(Guid id, OrganizationId? organization, CancellationToken cancellationToken)
    {
        var where = new WhereClause();
        where.And("at = @at", "at", MillisecondsOf(id));
        where.And("id = @id", "id", id);
        if (organization is { } owner)
            where.And("organization_id = @organization", "organization", owner);
        var found = await ReadAsync($"SELECT {UsageColumns.Names} FROM usage_records {where}", where, cancellationToken).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    /// <inheritdoc/>
    public async Task<Page<UsageRecord>> ListAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, 1000, nameof(query));
        var where = UsageFilter.Of(query);
        if (query.After is { } cursor)
            where.After(cursor);
        where.Parameters.Add("limit", query.Limit + 1);
        var records = await ReadAsync(
            $"SELECT {UsageColumns.Names} FROM usage_records {where} ORDER BY at DESC, id DESC LIMIT @limit", where, cancellationToken).ConfigureAwait(false);
        return Pages.Cut(records, query.Limit, record => new PageCursor(record.At.ToUnixTimeMilliseconds(), record.Id));
    }

    /// <inheritdoc/>
    public Task<UsageSummary> SummarizeAsync(UsageQuery query, int buckets, CancellationToken cancellationToken)
    {
        var summary = new UsageSummaryQuery(query, buckets);
        return database.ReadAsync(summary.RunAsync, cancellationToken);
    }

    // RFC 9562: the first 48 bits of a UUIDv7 are its time in milliseconds, which is that of the record.
    private static long MillisecondsOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16;
    }

    private Task<List<UsageRecord>> ReadAsync(string sql, WhereClause where, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (connection, token) =>
            {
                var command = new CommandDefinition(sql, where.Parameters, commandTimeout: QuerySeconds, cancellationToken: token);
                // Not disposed asynchronously: Dapper's reader then forgets its command, and the finalizer's thread would end the statement in
                // the midst of other work on the same connection, which takes no locks.
                using var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
                return await ReadAllAsync(reader, token).ConfigureAwait(false);
            },
            cancellationToken);

    private static async Task<List<UsageRecord>> ReadAllAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        var records = new List<UsageRecord>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            records.Add(UsageRow.Read(reader));
        return records;
    }
}
