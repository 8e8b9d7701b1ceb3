using System.Data.Common;
using Dapper;
using HybridAi.Core.Maintenance;
using Microsoft.Data.Sqlite;

namespace HybridAi.Storage.Sqlite;

/// <summary>
/// Statistics that queries are planned by (https://www.sqlite.org/lang_analyze.html; a PRAGMA optimize would look at what this connection has read, and the writer reads little), and
/// an end to a write-ahead log that has grown long. The file itself does not shrink: its free pages are used again, and a VACUUM would keep all writers waiting.
/// </summary>
internal sealed class SqliteMaintenance(SqliteDatabase database) : IDatabaseMaintenance
{
    // Reading a larger file would be in the way of others for minutes.
    private const long LargestChecked = 1L << 30;

    // Without waiting for those who read: writers would wait, too. The next time will do.
    private static void EndLog(SqliteConnection connection)
    {
        var patience = connection.ExecuteScalar<long>("PRAGMA busy_timeout");
        connection.Execute("PRAGMA busy_timeout = 0");
        try
        {
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        finally
        {
            connection.Execute($"PRAGMA busy_timeout = {patience}");
        }
    }

    /// <inheritdoc/>
    public async Task<DatabaseCondition> RunAsync(CancellationToken cancellationToken)
    {
        DatabaseCondition condition;
        try
        {
            condition = await database.ReadAsync(ConditionAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (SqliteException corrupt) when (corrupt.SqliteErrorCode == SQLitePCL.raw.SQLITE_CORRUPT)
        {
            // Some damage stops the look at it.
            return new DatabaseCondition(0, null, corrupt.Message);
        }

        // What is damaged is not written to: it could get worse.
        if (condition.Damage is not null)
            return condition;
        await database.MaintainAsync(
            connection =>
            {
                // So many rows of an index say enough.
                connection.Execute("PRAGMA analysis_limit = 1000");
                connection.Execute("ANALYZE main");
            },
            cancellationToken).ConfigureAwait(false);
        await database.MaintainAsync(EndLog, cancellationToken).ConfigureAwait(false);
        return condition;
    }

    private static async Task<DatabaseCondition> ConditionAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var page = await NumberAsync("page_size").ConfigureAwait(false);
        var bytes = page * await NumberAsync("page_count").ConfigureAwait(false);
        var free = page * await NumberAsync("freelist_count").ConfigureAwait(false);
        return new DatabaseCondition(bytes, free, bytes > LargestChecked ? null : await DamageAsync().ConfigureAwait(false));

        Task<long> NumberAsync(string pragma) => connection.ExecuteScalarAsync<long>(new CommandDefinition($"PRAGMA {pragma}", cancellationToken: cancellationToken));

        async Task<string?> DamageAsync() =>
            await connection.ExecuteScalarAsync<string>(new CommandDefinition("PRAGMA quick_check(1)", cancellationToken: cancellationToken)).ConfigureAwait(false) is var found and not "ok" ? found : null;
    }
}
