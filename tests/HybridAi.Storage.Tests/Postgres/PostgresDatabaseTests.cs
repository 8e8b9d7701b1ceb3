using System.Data.Common;
using Dapper;
using HybridAi.Storage.Database;
using HybridAi.Storage.Postgres;
using HybridAi.Storage.Tests.Testing;
using Npgsql;

namespace HybridAi.Storage.Tests.Postgres;

public sealed class PostgresDatabaseTests(MigratedPostgres postgres) : IAsyncLifetime
{
    private TestDatabase _test = null!;
    private PostgresDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await TestDatabase.CreateAsync(postgres, migrated: false);
        _database = await PostgresDatabase.OpenAsync(_test.Source!, [new(1, "a", "CREATE TABLE a (x INTEGER PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0)")], TimeProvider.System, default);
    }

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Database=hybridai;Username=u;Password=secret");
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => PostgresDatabase.OpenAsync(nowhere, [], TimeProvider.System, default));
        Assert.Contains("'hybridai' at 127.0.0.1:1 cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_sees_one_state_throughout_and_writes_nothing()
    {
        var (before, after) = await _database.ReadAsync(
            async (connection, _) =>
            {
                var before = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM a");
                await InsertAsync(1);
                return (before, await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM a"));
            },
            default);
        Assert.Equal((0, 0), (before, after));
        Assert.Equal(1, await CountAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => _database.ReadAsync((connection, _) => connection.ExecuteAsync("DELETE FROM a"), default));
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Work_that_throws_or_is_not_worth_keeping_is_rolled_back()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.WriteAsync<bool>(
            async (connection, transaction, _) =>
            {
                await connection.ExecuteAsync("INSERT INTO a VALUES (1)", transaction: transaction);
                throw new InvalidOperationException();
            },
            null, default));
        await _database.WriteAsync((connection, transaction, _) => connection.ExecuteAsync("INSERT INTO a VALUES (2)", transaction: transaction), rows => rows == 2, default);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Writes_that_read_first_take_effect_one_after_the_other()
    {
        await InsertAsync(1);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _database.WriteAsync(
            async (connection, transaction, _) =>
            {
                var read = await connection.ExecuteScalarAsync<int>("SELECT n FROM a WHERE x = 1", transaction: transaction);
                return await connection.ExecuteAsync("UPDATE a SET n = @n WHERE x = 1", new { n = read + 1 }, transaction);
            },
            null, default)));
        Assert.Equal(20, await _test.ScalarAsync<long>("SELECT n FROM a"));
    }

    [Fact]
    public async Task Broken_rules_are_told_apart()
    {
        await InsertAsync(1);
        var taken = await Assert.ThrowsAnyAsync<DbException>(() => InsertAsync(1));
        Assert.Equal(Constraint.PrimaryKey, _database.Violated(taken));
        var wrong = await Assert.ThrowsAnyAsync<DbException>(() => _database.WriteAsync((connection, transaction, _) => connection.ExecuteAsync("INSERT INTO a VALUES ('x')", transaction: transaction), null, default));
        Assert.Equal(Constraint.None, _database.Violated(wrong));
    }

    [Fact]
    public async Task A_long_read_ends_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _database.ReadAsync(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition("SELECT pg_sleep(60)", cancellationToken: token)), cancel.Token));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Connections_that_were_ended_in_the_pool_are_replaced_unnoticed()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _database.ReadAsync((connection, _) => connection.ExecuteAsync("SELECT pg_sleep(0.05)"), default)));
        await using (var other = new NpgsqlConnection(_test.ConnectionString + ";Pooling=false"))
        {
            await other.OpenAsync();
            await other.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
        Assert.Equal(0, await CountAsync());
        await InsertAsync(1);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Work_whose_connection_breaks_again_and_again_finds_the_database_unavailable()
    {
        var tries = 0;
        var error = await Assert.ThrowsAsync<StorageUnavailableException>(() => _database.WriteAsync(
            (connection, transaction, _) =>
            {
                tries++;
                return connection.ExecuteAsync("SELECT pg_terminate_backend(pg_backend_pid())", transaction: transaction);
            },
            null, default));
        Assert.Equal((2, false), (tries, error.IsOutcomeUnknown));
    }

    private Task<int> InsertAsync(int x) =>
        _database.WriteAsync((connection, transaction, _) => connection.ExecuteAsync("INSERT INTO a VALUES (@x)", new { x }, transaction), null, default);

    private Task<long> CountAsync() => _database.ReadAsync((connection, _) => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM a"), default);
}
