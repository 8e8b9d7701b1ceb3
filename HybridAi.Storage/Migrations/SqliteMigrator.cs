using Dapper;
using Microsoft.Data.Sqlite;

namespace HybridAi.Storage.Migrations;

/// <summary>Applies the migrations that a SQLite file lacks: forward only, each in a transaction that holds the write lock from its first look on.</summary>
internal static class SqliteMigrator
{
    // Files of the first releases: only the release that applied a migration could read what it left.
    private const string HasReadableFrom = "SELECT COUNT(*) FROM pragma_table_info('schema_migrations') WHERE name = 'readable_from'";

    private const string AddReadableFrom = """
        ALTER TABLE schema_migrations ADD COLUMN readable_from BIGINT NOT NULL DEFAULT 0;
        UPDATE schema_migrations SET readable_from = number;
        """;

    /// <summary>Brings the schema up to date.</summary>
    /// <exception cref="StorageException">A newer release left the file in a state that this one cannot read, or its past is not this release's.</exception>
    public static void Apply(SqliteConnection connection, IReadOnlyList<Migration> migrations, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var pending = true; pending;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Execute(MigrationLedger.Create, transaction: transaction);
            if (connection.ExecuteScalar<long>(HasReadableFrom, transaction: transaction) == 0)
                connection.Execute(AddReadableFrom, transaction: transaction);
            var applied = connection.Query<MigrationLedger.Applied>(MigrationLedger.Select, transaction: transaction).AsList();
            var next = MigrationLedger.Next(connection.DataSource, applied, migrations);
            if (next is not null)
            {
                connection.Execute(next.Sql, transaction: transaction);
                connection.Execute(MigrationLedger.Insert, MigrationLedger.Row(next, time), transaction);
            }
            transaction.Commit();
            pending = next is not null;
        }
    }
}
