using Dapper;
using HybridAi.Storage.Sqlite;
using HybridAi.Storage.Tests.Testing;
using Microsoft.Data.Sqlite;

namespace HybridAi.Storage.Tests.Sqlite;

public sealed class SqliteDatabaseTests : IAsyncLifetime
{
    private const string Endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT COUNT(*) FROM n";
    private readonly TempDirectory _directory = new();
    private SqliteDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await SqliteDatabase.OpenAsync(
        _directory["db"], durable: false, (connection, _) => connection.Execute("CREATE TABLE a (x INTEGER PRIMARY KEY)"), default);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task The_file_is_in_WAL_mode_with_foreign_keys_on()
    {
        Assert.Equal("wal", await _database.ReadAsync((connection, _) => connection.ExecuteScalarAsync<string>("PRAGMA journal_mode"), default));
        Assert.Equal(1, await _database.ReadAsync((connection, _) => connection.ExecuteScalarAsync<long>("PRAGMA foreign_keys"), default));
        Assert.Equal(1, await _database.WriteAsync((connection, transaction, _) => connection.ExecuteScalarAsync<long>("PRAGMA synchronous", transaction: transaction), null, default));
    }

    [Fact]
    public async Task Writes_of_many_callers_all_arrive_and_reads_see_them()
    {
        await Task.WhenAll(Enumerable.Range(0, 500).Select(InsertAsync));
        var counts = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CountAsync()));
        Assert.All(counts, count => Assert.Equal(500, count));
    }

    [Fact]
    public async Task Work_that_throws_is_rolled_back_and_the_next_goes_on()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.WriteAsync<bool>(
            async (connection, transaction, _) =>
            {
                await connection.ExecuteAsync("INSERT INTO a VALUES (1)", transaction: transaction);
                throw new InvalidOperationException();
            },
            null, default));
        Assert.Equal(0, await CountAsync());
        await InsertAsync(1);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task After_a_commit_that_SQLite_rolled_back_itself_the_cause_is_told_and_the_next_write_goes_on()
    {
        var refused = await Assert.ThrowsAsync<SqliteException>(() => _database.WriteAsync(
            (connection, transaction, _) =>
            {
                // Turns the commit into a rollback, as a disk does that is full by then.
                SQLitePCL.raw.sqlite3_commit_hook(((SqliteConnection)connection).Handle, _ => 1, null);
                return connection.ExecuteAsync("INSERT INTO a VALUES (1)", transaction: transaction);
            },
            null, default));
        Assert.Equal(SQLitePCL.raw.SQLITE_CONSTRAINT_COMMITHOOK, refused.SqliteExtendedErrorCode);
        await InsertAsync(2);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task After_a_write_that_found_no_room_the_file_is_opened_anew()
    {
        Task<int> FillAsync(string setting) => _database.WriteAsync(
            async (connection, transaction, _) =>
            {
                await connection.ExecuteAsync(setting, transaction: transaction);
                await connection.ExecuteAsync("CREATE TABLE b (x)", transaction: transaction);
                return await connection.ExecuteAsync("INSERT INTO b VALUES (zeroblob(1000000))", transaction: transaction);
            },
            null, default);
        var refused = await Assert.ThrowsAsync<SqliteException>(() => FillAsync("PRAGMA max_page_count = 4"));
        Assert.Equal(SQLitePCL.raw.SQLITE_FULL, refused.SqliteErrorCode);
        // The bound was the connection's.
        await FillAsync("PRAGMA user_version");
        await InsertAsync(1);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_result_not_worth_keeping_is_rolled_back()
    {
        await _database.WriteAsync((connection, transaction, _) => connection.ExecuteAsync("INSERT INTO a VALUES (1)", transaction: transaction), rows => rows == 2, default);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Work_runs_on_database_threads_and_its_continuations_do_not()
    {
        var during = await _database.ReadAsync((_, _) => Task.FromResult(Thread.CurrentThread.Name), default);
        Assert.StartsWith("sqlite-reader", during, StringComparison.Ordinal);
        Assert.DoesNotContain("sqlite", Thread.CurrentThread.Name ?? "", StringComparison.Ordinal);
        await InsertAsync(1);
        Assert.DoesNotContain("sqlite", Thread.CurrentThread.Name ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_read_ends_when_it_is_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var reading = _database.ReadAsync(
            (connection, _) =>
            {
                cancel.CancelAfter(TimeSpan.FromMilliseconds(50));
                return connection.ExecuteScalarAsync<long>(Endless);
            },
            cancel.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task A_read_sees_one_state_throughout_and_no_write_waits_for_it()
    {
        using var written = new ManualResetEventSlim();
        var reading = _database.ReadAsync(
            async (connection, _) =>
            {
                var before = await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM a");
                Assert.True(written.Wait(TimeSpan.FromSeconds(30), CancellationToken.None));
                return (before, After: await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM a"));
            },
            default);
        await InsertAsync(1);
        Assert.False(reading.IsCompleted);
        written.Set();
        var (before, after) = await reading;
        Assert.Equal(before, after);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Work_that_still_waits_is_abandoned_when_it_is_cancelled()
    {
        using var release = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var blocking = _database.WriteAsync(
            (_, _, _) =>
            {
                release.Wait(TimeSpan.FromSeconds(30), CancellationToken.None);
                return Task.FromResult(true);
            },
            null, default);
        var waiting = _database.WriteAsync((connection, transaction, _) => connection.ExecuteAsync("INSERT INTO a VALUES (1)", transaction: transaction), null, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(blocking.IsCompleted);
        release.Set();
        await blocking;
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task After_the_end_work_is_refused_and_the_file_is_whole()
    {
        await InsertAsync(1);
        await _database.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(CountAsync);
        Assert.False(File.Exists(_directory["db-wal"]));
        await using var again = await SqliteDatabase.OpenAsync(_directory["db"], durable: true, (_, _) => { }, default);
        Assert.Equal(1, await again.ReadAsync((connection, _) => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM a"), default));
        Assert.Equal(2, await again.ReadAsync((connection, _) => connection.ExecuteScalarAsync<long>("PRAGMA synchronous"), default));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_with_its_name()
    {
        await File.WriteAllTextAsync(_directory["text"], new string('x', 5000));
        var error = await Assert.ThrowsAsync<StorageException>(() => SqliteDatabase.OpenAsync(_directory["text"], durable: false, (_, _) => { }, default));
        Assert.Contains(_directory["text"], error.Message, StringComparison.Ordinal);
    }

    private Task<int> InsertAsync(int x) =>
        _database.WriteAsync((connection, transaction, _) => connection.ExecuteAsync("INSERT INTO a VALUES (@x)", new { x }, transaction), null, default);

    private Task<long> CountAsync() => _database.ReadAsync((connection, _) => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM a"), default);
}
