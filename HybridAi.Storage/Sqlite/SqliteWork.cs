using Microsoft.Data.Sqlite;

namespace HybridAi.Storage.Sqlite;

/// <summary>One piece of work that waits for a database thread.</summary>
internal abstract class SqliteWork
{
    /// <summary>Runs the work on the calling thread and tells whoever waits for it; never throws.</summary>
    public abstract void Run(SqliteConnection connection);
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

    public override void Run(SqliteConnection connection)
    {
        if (Interlocked.CompareExchange(ref _state, Taken, Waiting) != Waiting)
            return;
        try
        {
            _done.TrySetResult(work(connection, cancellationToken));
        }
        catch (OperationCanceledException exception)
        {
            _done.TrySetCanceled(exception.CancellationToken);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT && cancellationToken.IsCancellationRequested)
        {
            _done.TrySetCanceled(cancellationToken);
        }
        catch (Exception exception)
        {
            // Whatever it is, it belongs to the caller; the thread has others to serve.
            _done.TrySetException(exception);
        }
    }
}
