using System.Data.Common;
using HybridAi.Storage.Database;
using Microsoft.Data.Sqlite;

namespace HybridAi.Storage.Sqlite;

/// <summary>One SQLite file in WAL mode: one writer thread, a few reader threads.</summary>
internal sealed class SqliteDatabase : IDatabase, IAsyncDisposable
{
    private const int Readers = 2;
    private const int QueuedWrites = 256;
    private const int QueuedReads = 1024;
    private readonly SqliteLane _writer, _readers;

    private SqliteDatabase(SqliteLane writer, SqliteLane readers) => (_writer, _readers) = (writer, readers);

    /// <summary>Opens the file, making it if it is not there, and brings its schema up to date.</summary>
    /// <param name="path">The file.</param>
    /// <param name="durable">Whether a commit survives the loss of power (<c>synchronous=FULL</c>), not only the death of the process.</param>
    /// <param name="migrate">Run on the writer's thread before anything else.</param>
    /// <param name="cancellationToken">Cancels between migrations.</param>
    public static async Task<SqliteDatabase> OpenAsync(
        string path, bool durable, Action<SqliteConnection, CancellationToken> migrate, CancellationToken cancellationToken)
    {
        SQLitePCL.Batteries_V2.Init();
        // Each connection stays on its thread, so that it needs no lock of its own; refused, without harm, once a database is open.
        SQLitePCL.raw.sqlite3_config(SQLitePCL.raw.SQLITE_CONFIG_MULTITHREAD);
        TypeHandlers.Register();
        var writer = new SqliteLane("sqlite-writer", 1, QueuedWrites, () => Connect(path, durable));
        try
        {
            await writer.RunAsync(
                (connection, token) =>
                {
                    migrate(connection, token);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
            return new SqliteDatabase(writer, new SqliteLane("sqlite-reader", Readers, QueuedReads, () => Connect(path, durable)));
        }
        catch (Exception)
        {
            await writer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Called on the writer's thread after each commit; must not throw or wait.</summary>
    public Action? Committed { get; set; }

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        _readers.RunAsync(
            (connection, token) =>
            {
                // A long scan looks at no token; SQLite itself has to be told.
                using var _ = token.UnsafeRegister(static state => SQLitePCL.raw.sqlite3_interrupt(((SqliteConnection)state!).Handle), connection);
                // Deferred: it takes no lock that a writer would wait for.
                using var snapshot = connection.BeginTransaction(deferred: true);
                return Finish(work(connection, token));
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<T> WriteAsync<T>(
        Func<DbConnection, DbTransaction, CancellationToken, Task<T>> work, Func<T, bool>? keep, CancellationToken cancellationToken) =>
        _writer.RunAsync(
            (connection, token) =>
            {
                token.ThrowIfCancellationRequested();
                var transaction = connection.BeginTransaction(deferred: false);
                try
                {
                    var result = Finish(work(connection, transaction, token));
                    token.ThrowIfCancellationRequested();
                    if (keep is null || keep(result))
                    {
                        transaction.Commit();
                        Committed?.Invoke();
                    }
                    return result;
                }
                finally
                {
                    End(transaction);
                }
            },
            cancellationToken);

    /// <summary>Runs on the writer's thread what cannot be done in a transaction.</summary>
    public Task MaintainAsync(Action<SqliteConnection> work, CancellationToken cancellationToken) => _writer.RunAsync(
        (connection, _) =>
        {
            work(connection);
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Constraint Violated(DbException exception) => (exception as SqliteException)?.SqliteExtendedErrorCode switch
    {
        SQLitePCL.raw.SQLITE_CONSTRAINT_PRIMARYKEY => Constraint.PrimaryKey,
        SQLitePCL.raw.SQLITE_CONSTRAINT_UNIQUE => Constraint.Unique,
        SQLitePCL.raw.SQLITE_CONSTRAINT_FOREIGNKEY => Constraint.ForeignKey,
        _ => Constraint.None,
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _readers.DisposeAsync().ConfigureAwait(false);
        await _writer.DisposeAsync().ConfigureAwait(false);
    }

    // After a commit that failed for want of room, SQLite has rolled back by itself and refuses to do it again. That must not hide the cause;
    // the lane sees that the transaction is still there, and replaces the connection.
    private static void End(SqliteTransaction transaction)
    {
        try
        {
            transaction.Dispose();
        }
        catch (SqliteException) when (transaction.Connection is { } connection && SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) != 0)
        {
            return;
        }
    }

    private static SqliteConnection Connect(string path, bool durable)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            // One command each: of several in one, the provider swallows the errors of those after the first that gives rows.
            foreach (var setting in Settings(durable))
            {
                using var command = connection.CreateCommand();
                command.CommandText = setting;
                command.ExecuteNonQuery();
            }
            return connection;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw new StorageException($"The database file '{path}' cannot be opened: {exception.Message}", exception);
        }
    }

    private static string[] Settings(bool durable) =>
    [
        "PRAGMA busy_timeout = 5000",
        // For a new file: half as many page writes a record as with the default of 4,096 bytes.
        "PRAGMA page_size = 8192",
        "SELECT COUNT(*) FROM sqlite_master", // The first statement that minds whether this is a database at all.
        "PRAGMA journal_mode = WAL",
        $"PRAGMA synchronous = {(durable ? "FULL" : "NORMAL")}",
        "PRAGMA foreign_keys = ON",
        // Fewer checkpoints than by default (1,000 pages of 4,096 bytes): one batch of records fills that many, and index pages would be copied each time.
        "PRAGMA wal_autocheckpoint = 2000",
        "PRAGMA journal_size_limit = 67108864",
        "PRAGMA cache_size = -16000",
    ];

    private static T Finish<T>(Task<T> work)
    {
#pragma warning disable RS0030 // SQLite's asynchronous calls have finished when they return; were one not to, this thread is the one to wait.
        return work.GetAwaiter().GetResult();
#pragma warning restore RS0030
    }
}
