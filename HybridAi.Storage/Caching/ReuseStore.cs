using Dapper;
using HybridAi.Core.Caching.Rules;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Caching;

/// <summary>The times between uses of cached answers, in the database.</summary>
internal sealed class ReuseStore(IDatabase database) : IReuseStore
{
    private const string Upsert = """
        INSERT INTO cache_reuse (rule, at, bucket, count) VALUES (@Rule, @At, @Bucket, @Count)
        ON CONFLICT (rule, at, bucket) DO UPDATE SET count = cache_reuse.count + excluded.count
        """;

    /// <inheritdoc/>
    public Task AddAsync(DateTimeOffset at, IReadOnlyList<ReuseCount> counts, CancellationToken cancellationToken)
    {
        var hour = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        // In one order, so that two gateways do not wait for each other.
        var rows = counts.OrderBy(count => count.Rule, StringComparer.Ordinal).ThenBy(count => count.Bucket).Select(count => new { count.Rule, At = hour, count.Bucket, count.Count }).ToArray();
        return database.WriteAsync(
            async (connection, transaction, token) =>
            {
                foreach (var row in rows)
                    await connection.ExecuteAsync(new CommandDefinition(Upsert, row, transaction, cancellationToken: token)).ConfigureAwait(false);
                return rows.Length;
            },
            keep: null,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, ReuseHistogram>> ReadAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        const string Select = "SELECT rule AS Rule, bucket AS Bucket, CAST(SUM(count) AS BIGINT) AS Count FROM cache_reuse WHERE at >= @from GROUP BY rule, bucket";
        return database.ReadAsync<IReadOnlyDictionary<string, ReuseHistogram>>(
            async (connection, token) =>
            {
                var all = new Dictionary<string, ReuseHistogram>(StringComparer.Ordinal);
                foreach (var row in await connection.QueryAsync<Row>(new CommandDefinition(Select, new { from }, cancellationToken: token)).ConfigureAwait(false))
                {
                    if (!all.TryGetValue(row.Rule, out var histogram))
                        all[row.Rule] = histogram = new ReuseHistogram();
                    histogram.Add((int)row.Bucket, row.Count);
                }

                return all;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken) => database.WriteAsync(
        async (connection, transaction, token) =>
            await connection.ExecuteAsync(new CommandDefinition("DELETE FROM cache_reuse WHERE at < @before", new { before }, transaction, cancellationToken: token)).ConfigureAwait(false),
        keep: null,
        cancellationToken);

    private sealed class Row
    {
        public required string Rule { get; init; }

        public long Bucket { get; init; }

        public long Count { get; init; }
    }
}
