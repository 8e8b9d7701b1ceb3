using HybridAi.Storage.Migrations;
using HybridAi.Storage.Sqlite;
using HybridAi.Storage.Tests.Testing;
using Microsoft.Data.Sqlite;

namespace HybridAi.Storage.Tests.Migrations;

public sealed class SqliteMigratorTests : IDisposable
{
    private static readonly Migration First = new(1, "first", "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);");
    private static readonly Migration Second = new(2, "second", "INSERT INTO a VALUES (2);");
    private readonly TempDirectory _directory = new();

    public SqliteMigratorTests() => SQLitePCL.Batteries_V2.Init();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Each_migration_is_applied_once_and_in_order()
    {
        using var connection = Connect();
        SqliteMigrator.Apply(connection, [First], TimeProvider.System, default);
        SqliteMigrator.Apply(connection, [First, Second], TimeProvider.System, default);
        SqliteMigrator.Apply(connection, [First, Second], TimeProvider.System, default);
        Assert.Equal("1,2", Scalar(connection, "SELECT group_concat(x) FROM a"));
        Assert.Equal("1 first,2 second", Scalar(connection, "SELECT group_concat(number || ' ' || name) FROM schema_migrations"));
    }

    [Fact]
    public void A_database_of_a_newer_release_is_refused_and_left_alone()
    {
        using var connection = Connect();
        SqliteMigrator.Apply(connection, [First, Second], TimeProvider.System, default);
        var error = Assert.Throws<StorageException>(() => SqliteMigrator.Apply(connection, [First], TimeProvider.System, default));
        Assert.Contains("at migration 2 (second); this release knows only 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_migration_that_was_changed_after_it_was_applied_is_refused()
    {
        using var connection = Connect();
        SqliteMigrator.Apply(connection, [First], TimeProvider.System, default);
        var error = Assert.Throws<StorageException>(
            () => SqliteMigrator.Apply(connection, [First with { Sql = "SELECT 1" }, Second], TimeProvider.System, default));
        Assert.Contains("checksum differs", error.Message, StringComparison.Ordinal);
        Assert.Equal("1", Scalar(connection, "SELECT group_concat(x) FROM a"));
    }

    [Fact]
    public void A_migration_that_fails_leaves_nothing_behind()
    {
        using var connection = Connect();
        var broken = new Migration(2, "broken", "INSERT INTO a VALUES (7); INSERT INTO nowhere VALUES (1);");
        Assert.Throws<SqliteException>(() => SqliteMigrator.Apply(connection, [First, broken], TimeProvider.System, default));
        Assert.Equal("1", Scalar(connection, "SELECT group_concat(x) FROM a"));
        SqliteMigrator.Apply(connection, [First, Second], TimeProvider.System, default);
        Assert.Equal("1,2", Scalar(connection, "SELECT group_concat(x) FROM a"));
    }

    [Fact]
    public void Line_ends_of_the_checkout_do_not_change_a_checksum() =>
        Assert.Equal(new Migration(1, "a", "A\nB").Checksum, new Migration(1, "a", "A\r\nB").Checksum);

    [Fact]
    public void The_embedded_migrations_are_numbered_without_gaps()
    {
        var migrations = Migration.For("Sqlite");
        Assert.NotEmpty(migrations);
        Assert.Equal(Enumerable.Range(1, migrations.Count), migrations.Select(migration => migration.Number));
    }

    [Fact]
    public async Task Processes_that_start_at_once_migrate_once()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SqliteDatabase.OpenAsync(
            _directory["db"], durable: false, (connection, token) => SqliteMigrator.Apply(connection, Migration.For("Sqlite"), TimeProvider.System, token), default))));
        foreach (var database in opened)
            await database.DisposeAsync();
        using var connection = Connect();
        Assert.Equal("1", Scalar(connection, "SELECT COUNT(*) FROM organizations"));
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _directory["db"], Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static string? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }
}
