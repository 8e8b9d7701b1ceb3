using Dapper;
using HybridAi.Core.Maintenance;

namespace HybridAi.Storage.Postgres;

/// <summary>
/// Postgres looks after its tables itself, but for partitioned ones: nobody else gathers statistics over all of their partitions
/// (https://www.postgresql.org/docs/current/sql-analyze.html). Damage is for its own checksums to find.
/// </summary>
internal sealed class PostgresMaintenance(PostgresDatabase database) : IDatabaseMaintenance
{
    private const string Partitioned = """
        SELECT quote_ident(relname) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE relkind = 'p' AND nspname = current_schema() ORDER BY relname
        """;

    /// <inheritdoc/>
    public async Task<DatabaseCondition> RunAsync(CancellationToken cancellationToken)
    {
        // Outside of a transaction: else each table would stay locked until all are done. It takes as long as it takes: each partition is looked at.
        await using var connection = await database.ConnectAsync(cancellationToken).ConfigureAwait(false);
        foreach (var table in await connection.QueryAsync<string>(new CommandDefinition(Partitioned, cancellationToken: cancellationToken)).ConfigureAwait(false))
            await connection.ExecuteAsync(new CommandDefinition($"ANALYZE {table}", commandTimeout: 0, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return new DatabaseCondition(
            await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT pg_database_size(current_database())", cancellationToken: cancellationToken)).ConfigureAwait(false), null, null);
    }
}
