using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace HybridAi.Storage.Jobs;

/// <summary>
/// The one clock that all users of a database go by. A server has its own, whatever the clocks of its clients say; a SQLite file is on the
/// machine of its only user, whose clock is as good.
/// </summary>
internal sealed class DatabaseClock(TimeProvider time)
{
    private const string OfServer = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)";

    /// <summary>The time, UTC, to the millisecond.</summary>
    public async Task<DateTimeOffset> NowAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken) =>
        DateTimeOffset.FromUnixTimeMilliseconds(connection is SqliteConnection
            ? time.GetUtcNow().ToUnixTimeMilliseconds()
            : await connection.ExecuteScalarAsync<long>(new CommandDefinition(OfServer, transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false));
}
