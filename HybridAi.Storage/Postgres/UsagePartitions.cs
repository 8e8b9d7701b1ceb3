using System.Data;
using System.Globalization;
using Dapper;
using HybridAi.Core.Usage;
using Npgsql;

namespace HybridAi.Storage.Postgres;

/// <summary>
/// The partitions of <c>usage_records</c>, one a UTC day. Each process makes what its records need, and the day after, so that nobody waits at
/// midnight; an advisory lock lets one at a time. Making one holds up neither readers nor writers.
/// </summary>
internal sealed class UsagePartitions(PostgresDatabase database)
{
    // See PostgresMigrator: another number of the same kind.
    private const string TakeTurn = "SELECT pg_advisory_xact_lock(1751214338)";
    private const string Prefix = "usage_records_p";
    private const int MostRemembered = 1000;

    // In seconds, whatever the connection's own time-out: turns are waited for, and nobody waits for this.
    private const int Patience = 30;
    private readonly HashSet<DateOnly> _ready = [];

    /// <summary>Makes the partitions that records need and that are not there yet.</summary>
    public async Task EnsureAsync(IReadOnlyList<UsageRecord> records, CancellationToken cancellationToken)
    {
        var missing = new SortedSet<DateOnly>();
        for (var i = 0; i < records.Count; i++)
        {
            if (DayOf(records[i].At) is var day && !_ready.Contains(day))
                missing.Add(day);
        }
        if (missing.Count == 0)
            return;
        await database.RunAsync(
            IsolationLevel.ReadCommitted,
            async (connection, transaction, token) =>
            {
                await RunAsync(connection, transaction, TakeTurn, token).ConfigureAwait(false);
                foreach (var day in missing.Union(missing.Where(day => day < DateOnly.MaxValue).Select(day => day.AddDays(1))))
                    await EnsureAsync(connection, transaction, day, token).ConfigureAwait(false);
                return true;
            },
            keep: null,
            cancellationToken).ConfigureAwait(false);
        if (_ready.Count > MostRemembered)
            _ready.Clear();
        _ready.UnionWith(missing);
    }

    /// <summary>Forgets which partitions are there: somebody dropped one.</summary>
    public void Forget() => _ready.Clear();

    /// <summary>Drops the oldest partition of which every record is older than a moment.</summary>
    /// <returns>Whether there is another such.</returns>
    public Task<bool> DropOldestAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        const string Oldest = $"""
            SELECT relation.oid::regclass::text FROM pg_inherits JOIN pg_class AS relation ON relation.oid = inhrelid
            WHERE inhparent = 'usage_records'::regclass AND relname ~ '^{Prefix}[0-9]+$' AND relname COLLATE "C" < @name
            ORDER BY relname COLLATE "C" LIMIT 2
            """;
        return database.RunAsync(
            IsolationLevel.ReadCommitted,
            async (connection, transaction, token) =>
            {
                await RunAsync(connection, transaction, TakeTurn, token).ConfigureAwait(false);
                var old = (await connection.QueryAsync<string>(
                    new CommandDefinition(Oldest, new { name = NameOf(DayOf(before)) }, transaction, cancellationToken: token)).ConfigureAwait(false)).AsList();
                // It waits for the readers of the whole table, and everybody for it; rather than hold up the drains of all it tries again later.
                if (old.Count != 0)
                    await RunAsync(connection, transaction, $"SET LOCAL lock_timeout = '3s'; DROP TABLE {old[0]}", token).ConfigureAwait(false);
                return old.Count > 1;
            },
            keep: null,
            cancellationToken);
    }

    private static async Task EnsureAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, DateOnly day, CancellationToken cancellationToken)
    {
        var name = NameOf(day);
        var exists = await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition("SELECT to_regclass(@name) IS NOT NULL", new { name }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        if (exists)
            return;
        var start = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();
        // CREATE TABLE … PARTITION OF would wait for every reader and writer of the whole table.
        await RunAsync(
            connection, transaction,
            string.Create(CultureInfo.InvariantCulture, $"""
                CREATE TABLE {name} (LIKE usage_records INCLUDING DEFAULTS INCLUDING INDEXES);
                ALTER TABLE usage_records ATTACH PARTITION {name} FOR VALUES FROM ({start}) TO ({start + (long)TimeSpan.FromDays(1).TotalMilliseconds});
                """),
            cancellationToken).ConfigureAwait(false);
    }

    private static Task<int> RunAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, transaction: transaction, commandTimeout: Patience, cancellationToken: cancellationToken));

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static string NameOf(DateOnly day) => Prefix + day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
