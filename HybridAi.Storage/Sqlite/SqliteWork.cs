using Microsoft.Data.Sqlite;

namespace HybridAi.Storage.Sqlite;

/// <summary>One piece of work that waits for a database thread.</summary>
internal abstract class SqliteWork
{
    /// <summary>Runs the work on the calling thread and tells whoever waits for it; never throws.</summary>
    /// <param name="connect">Gives the thread's connection; the work's caller gets what goes wrong with that.</param>
    /// <returns>Whether the connection can be used on.</returns>
    public abstract bool Run(Func<SqliteConnection> connect);
}

/// <summary>Work with a result, waited for as a task whose continuations never run on a database thread.</summary>
internal sealed class SqliteWork<T>(Func<SqliteConnection, CancellationToken, T> work, CancellationToken cancellationToken) : SqliteWork
{
    private const int Waiting = 0, Taken = 1;
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    public Task<T> Done => _done.Task;

    /// <summary>Gives up at once, unless a thread has taken the work already.</summary>
    public void Abandon()
    {
        if (Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting)
            _done.TrySetCanceled(cancellationToken);
    }

    public override bool Run(Func<SqliteConnection> connect)
    {
        if (Interlocked.CompareExchange(ref _state, Taken, Waiting) != Waiting)
            return true;
        SqliteConnection? connection = null;
        try
        {
            connection = connect();
            var result = work(connection, cancellationToken);
            _done.TrySetResult(result);
            return true;
        }
        catch (OperationCanceledException exception)
        {
            _done.TrySetCanceled(exception.CancellationToken);
            return IsIdle(connection);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT && cancellationToken.IsCancellationRequested)
        {
            _done.TrySetCanceled(cancellationToken);
            return IsIdle(connection);
        }
        catch (Exception exception)
        {
            // Whatever it is, it belongs to the caller; the thread has others to serve.
            _done.TrySetException(exception);
            return exception is not SqliteException { SqliteErrorCode: not SQLitePCL.raw.SQLITE_CONSTRAINT } && IsIdle(connection);
        }
    }

    // A transaction that could not be ended stays with the connection, and forbids every later one. A new command names it.
    private static bool IsIdle(SqliteConnection? connection)
    {
        if (connection is null)
            return true;
        using var command = connection.CreateCommand();
        return command.Transaction is null && SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) != 0;
    }
}
