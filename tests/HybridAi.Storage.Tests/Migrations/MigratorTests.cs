using HybridAi.Storage.Migrations;
using HybridAi.Storage.Postgres;
using HybridAi.Storage.Sqlite;
using HybridAi.Storage.Tests.Testing;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HybridAi.Storage.Tests.Migrations;

public sealed class SqliteMigratorTests() : MigratorTests(null)
{
    [Fact]
    public async Task A_file_of_the_first_releases_learns_who_can_read_it()
    {
        await Database.ExecuteAsync($"""
            CREATE TABLE schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL);
            INSERT INTO schema_migrations VALUES (1, 'first', '{First.Checksum}', 1);
            CREATE TABLE a (x INTEGER);
            """);
        await ApplyAsync(First, Second);
        Assert.Equal(3, await Database.ScalarAsync<long>("SELECT SUM(readable_from) FROM schema_migrations"));
        await Assert.ThrowsAsync<StorageException>(() => ApplyAsync(First));
    }

    [Fact]
    public async Task Processes_that_start_at_once_migrate_once()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SqliteDatabase.OpenAsync(
            Database.Directory["hybridai.db"], durable: false, (connection, token) => SqliteMigrator.Apply(connection, Migration.For("Sqlite"), TimeProvider.System, token), default))));
        foreach (var database in opened)
            await database.DisposeAsync();
        Assert.Equal(1, await Database.ScalarAsync<long>("SELECT COUNT(*) FROM organizations"));
    }
}

public sealed class PostgresMigratorTests(MigratedPostgres postgres) : MigratorTests(postgres)
{
    [Fact]
    public async Task Processes_that_start_at_once_migrate_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var source = NpgsqlDataSource.Create(Database.ConnectionString!);
            await PostgresDatabase.OpenAsync(source, Migration.For("Postgres"), TimeProvider.System, default);
        })));
        Assert.Equal(1, await Database.ScalarAsync<long>("SELECT COUNT(*) FROM organizations"));
        Assert.Equal(Migration.For("Postgres").Count, await Database.ScalarAsync<long>("SELECT COUNT(*) FROM schema_migrations"));
    }

    [Fact]
    public async Task A_database_that_cannot_hold_every_text_is_refused()
    {
        var name = "latin_" + Guid.NewGuid().ToString("N");
        await Database.ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc");
        await using (var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Database = name }.ToString()))
        {
            var error = await Assert.ThrowsAsync<StorageException>(() => PostgresDatabase.OpenAsync(source, [First], TimeProvider.System, default));
            Assert.Contains("LATIN1", error.Message, StringComparison.Ordinal);
        }
        await Database.ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)");
    }
}

/// <summary>What holds of migrations on each database.</summary>
public abstract class MigratorTests(MigratedPostgres? postgres) : IAsyncLifetime
{
    private protected static readonly Migration First = new(1, "first", "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);");
    private protected static readonly Migration Second = new(2, "second", "INSERT INTO a VALUES (2);");
    private static readonly Migration Expanding = new(2, "expanding", "-- readable-from: 1\nALTER TABLE a ADD COLUMN y INTEGER;");

    private protected TestDatabase Database { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Database = await TestDatabase.CreateAsync(postgres, migrated: false);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Each_migration_is_applied_once_and_in_order()
    {
        await ApplyAsync(First);
        await ApplyAsync(First, Second);
        await ApplyAsync(First, Second);
        Assert.Equal(3, await SumAsync());
        Assert.Equal(2, await Database.ScalarAsync<long>("SELECT COUNT(*) FROM schema_migrations WHERE (number = 1 AND name = 'first') OR (number = 2 AND name = 'second')"));
    }

    [Fact]
    public async Task A_database_that_only_a_newer_release_can_read_is_refused_and_left_alone()
    {
        await ApplyAsync(First, Second);
        var error = await Assert.ThrowsAsync<StorageException>(() => ApplyAsync(First));
        Assert.Contains("at migration 2 (second), which only releases that know migration 2 can read; this release knows only 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_was_only_expanded_is_used_by_the_release_before()
    {
        await ApplyAsync(First, Expanding);
        await ApplyAsync(First);
        var contracting = new Migration(3, "contracting", "-- readable-from: 2\nDELETE FROM a;");
        await ApplyAsync(First, Expanding, contracting);
        // The release between can go on, the oldest cannot.
        await ApplyAsync(First, Expanding);
        await Assert.ThrowsAsync<StorageException>(() => ApplyAsync(First));
    }

    [Fact]
    public async Task A_migration_that_was_changed_after_it_was_applied_is_refused()
    {
        await ApplyAsync(First);
        var error = await Assert.ThrowsAsync<StorageException>(() => ApplyAsync(First with { Sql = "SELECT 1" }, Second));
        Assert.Contains("checksum differs", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await SumAsync());
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_behind()
    {
        await ApplyAsync(First);
        var broken = new Migration(2, "broken", "INSERT INTO a VALUES (7); INSERT INTO nowhere VALUES (1);");
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => ApplyAsync(First, broken));
        Assert.Equal(1, await SumAsync());
        await ApplyAsync(First, Second);
        Assert.Equal(3, await SumAsync());
    }

    [Fact]
    public void Line_ends_of_the_checkout_change_nothing()
    {
        Assert.Equal(new Migration(1, "a", "A\nB").Checksum, new Migration(1, "a", "A\r\nB").Checksum);
        Assert.Equal(4, new Migration(5, "a", "-- readable-from: 4\r\nA").ReadableFrom);
        Assert.Equal(5, new Migration(5, "a", "A\n-- readable-from: 4\n").ReadableFrom);
    }

    [Fact]
    public void The_embedded_migrations_are_numbered_without_gaps_and_say_who_can_read_them()
    {
        var migrations = Migration.For(Database.Source is null ? "Sqlite" : "Postgres");
        Assert.True(migrations.Count >= 4);
        Assert.Equal(Enumerable.Range(1, migrations.Count), migrations.Select(migration => migration.Number));
        Assert.All(migrations, migration => Assert.InRange(migration.ReadableFrom, 1, migration.Number));
        // The first four are the first release's own.
        Assert.All(migrations.Skip(4), migration => Assert.StartsWith("-- readable-from: ", migration.Sql, StringComparison.Ordinal));
        Assert.Equal(Migration.For("Sqlite").Select(migration => migration.Name), Migration.For("Postgres").Select(migration => migration.Name));
    }

    private protected async Task ApplyAsync(params Migration[] migrations)
    {
        if (Database.Source is { } source)
        {
            await PostgresDatabase.OpenAsync(source, migrations, TimeProvider.System, default);
            return;
        }
        await using var connection = await Database.ConnectAsync();
        SqliteMigrator.Apply((SqliteConnection)connection, migrations, TimeProvider.System, default);
    }

    private Task<long> SumAsync() => Database.ScalarAsync<long>("SELECT SUM(x) FROM a");
}
