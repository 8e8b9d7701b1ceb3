using Dapper;
using Npgsql;

namespace HybridAi.Storage.Migrations;

/// <summary>Applies the migrations that a Postgres database lacks: forward only, each in a transaction, one process at a time.</summary>
internal static class PostgresMigrator
{
    // Any number that nobody else takes in a database of the product's own ("hai", then 1). Advisory locks are of one database.
    private const string TakeTurn = "SELECT pg_advisory_xact_lock(1751214337)";

    /// <summary>Brings the schema up to date.</summary>
    /// <exception cref="StorageException">A newer release left the database in a state that this one cannot read, its past is not this release's, or it cannot hold every text.</exception>
    public static async Task ApplyAsync(
        NpgsqlConnection connection, IReadOnlyList<Migration> migrations, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await connection.ExecuteScalarAsync<string>("SHOW server_encoding").ConfigureAwait(false) is not "UTF8" and var encoding)
            throw new StorageException($"The database '{connection.Database}' has the encoding {encoding}; make one with the encoding UTF8.");
        while (await ApplyNextAsync(connection, migrations, time, cancellationToken).ConfigureAwait(false))
            continue;
    }

    private static async Task<bool> ApplyNextAsync(
        NpgsqlConnection connection, IReadOnlyList<Migration> migrations, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        Task<int> RunAsync(string sql, object? row = null) =>
            connection.ExecuteAsync(new CommandDefinition(sql, row, transaction, commandTimeout: 0, cancellationToken: cancellationToken));

        // Held to the end of the transaction; each statement behind it sees what those before us committed.
        await RunAsync(TakeTurn).ConfigureAwait(false);
        await RunAsync(MigrationLedger.Create).ConfigureAwait(false);
        var applied = (await connection.QueryAsync<MigrationLedger.Applied>(
            new CommandDefinition(MigrationLedger.Select, transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();
        var next = MigrationLedger.Next(connection.Database, applied, migrations);
        if (next is not null)
        {
            await RunAsync(next.Sql).ConfigureAwait(false);
            await RunAsync(MigrationLedger.Insert, MigrationLedger.Row(next, time)).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return next is not null;
    }
}
