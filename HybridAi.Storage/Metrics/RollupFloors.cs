using System.Data.Common;
using Dapper;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Metrics;

/// <summary>
/// From when on each level is kept whole. A floor rises before anything below it is removed, so that who finds a period above it, after it has read what the period consists of, has read all.
/// </summary>
internal static class RollupFloors
{
    private const string Raise = "UPDATE metrics_floors SET until = @until WHERE level = @level AND until < @until";

    /// <summary>Raises a floor; it never sinks.</summary>
    public static Task RaiseAsync(IDatabase database, RollupLevel level, long until, CancellationToken cancellationToken) =>
        database.WriteAsync(
            (connection, transaction, token) => connection.ExecuteAsync(new CommandDefinition(Raise, new { level = (int)level, until }, transaction, cancellationToken: token)),
            static raised => raised > 0,
            cancellationToken);

    /// <summary>Reads a floor, in milliseconds since the Unix epoch.</summary>
    public static Task<long> ReadAsync(DbConnection connection, DbTransaction? transaction, RollupLevel level, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT until FROM metrics_floors WHERE level = @level", new { level = (int)level }, transaction, cancellationToken: cancellationToken));
}
