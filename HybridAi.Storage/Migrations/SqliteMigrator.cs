using Dapper;
using Microsoft.Data.Sqlite;

namespace HybridAi.Storage.Migrations;

/// <summary>Applies the migrations that a SQLite file lacks: forward only, each in a transaction that holds the write lock from its first look on.</summary>
internal static class SqliteMigrator
{
    private const string Ledger = """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL)
        """;

    /// <summary>Brings the schema up to date.</summary>
    /// <exception cref="StorageException">The file was written by a newer release, or its past is not this release's.</exception>
    public static void Apply(SqliteConnection connection, IReadOnlyList<Migration> migrations, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var pending = true; pending;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Execute(Ledger, transaction: transaction);
            var applied = connection.Query<Applied>("SELECT number AS Number, name AS Name, checksum AS Checksum FROM schema_migrations ORDER BY number", transaction: transaction).AsList();
            Check(connection.DataSource, applied, migrations);
            pending = applied.Count < migrations.Count;
            if (pending)
                Apply(connection, transaction, migrations[applied.Count], time);
            transaction.Commit();
        }
    }

    private static void Apply(SqliteConnection connection, SqliteTransaction transaction, Migration migration, TimeProvider time)
    {
        connection.Execute(migration.Sql, transaction: transaction);
        connection.Execute(
            "INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (@Number, @Name, @Checksum, @AppliedAt)",
            new { migration.Number, migration.Name, migration.Checksum, AppliedAt = time.GetUtcNow() },
            transaction);
    }

    private static void Check(string file, List<Applied> applied, IReadOnlyList<Migration> known)
    {
        for (var i = 0; i < applied.Count; i++)
        {
            if (i >= known.Count)
                throw new StorageException(
                    $"The database '{file}' is at migration {applied[^1].Number} ({applied[^1].Name}); this release knows only {known.Count}. " +
                    "Start the newer release that wrote it, or restore a backup from before the upgrade.");
            if (applied[i].Number != known[i].Number || applied[i].Checksum != known[i].Checksum)
                throw new StorageException(
                    $"Migration {applied[i].Number} ({applied[i].Name}) of the database '{file}' is not the one of this release " +
                    $"({known[i].Number}, {known[i].Name}): its checksum differs. The database was made by another build; use that one, or another data directory.");
        }
    }

    private sealed record Applied(long Number, string Name, string Checksum);
}
