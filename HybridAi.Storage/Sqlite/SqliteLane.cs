using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace HybridAi.Storage.Sqlite;

/// <summary>
/// A bounded queue of work and the threads that serve it, each with an open connection, which is replaced when the disk failed under it.
/// SQLite's calls block, the asynchronous ones too, so they are kept off the thread pool.
/// </summary>
internal sealed class SqliteLane : IAsyncDisposable
{
    private readonly Channel<SqliteWork> _queue;
    private readonly Task[] _threads;

    public SqliteLane(string name, int threads, int capacity, Func<SqliteConnection> open)
    {
        _queue = Channel.CreateBounded<SqliteWork>(new BoundedChannelOptions(capacity) { SingleReader = threads == 1 });
        _threads = new Task[threads];
        for (var i = 0; i < threads; i++)
        {
            var connection = open();
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _threads[i] = ended.Task;
            new Thread(() => Serve(connection, open, ended)) { Name = $"{name}-{i}", IsBackground = true }.Start();
        }
    }

    /// <summary>Queues work, waiting (not blocking) while the queue is full.</summary>
    public async Task<T> RunAsync<T>(Func<SqliteConnection, CancellationToken, T> work, CancellationToken cancellationToken)
    {
        var item = new SqliteWork<T>(work, cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(item, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException exception)
        {
            throw new ObjectDisposedException("The database is closed.", exception);
        }
        await using var _ = cancellationToken.UnsafeRegister(static state => ((SqliteWork<T>)state!).Abandon(), item).ConfigureAwait(false);
        return await item.Done.ConfigureAwait(false);
    }

    /// <summary>Finishes what is queued and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Task.WhenAll(_threads).ConfigureAwait(false);
    }

    private void Serve(SqliteConnection? connection, Func<SqliteConnection> open, TaskCompletionSource ended)
    {
        SqliteConnection Connection() => connection ??= open();
        while (WaitForWork())
        {
            while (_queue.Reader.TryRead(out var work))
            {
                if (work.Run(Connection) || connection is null)
                    continue;
                // It may be in any state after a full or failing disk; the next work gets a new one.
                Close(connection);
                connection = null;
            }
        }
        if (connection is not null)
            Close(connection);
        ended.TrySetResult();
    }

    private static void Close(SqliteConnection connection)
    {
        try
        {
            connection.Dispose();
        }
        catch (SqliteException)
        {
            // It tries to roll back what SQLite has rolled back itself, and gives up before it closes the file.
            connection.Handle?.Dispose();
        }
    }

    private bool WaitForWork()
    {
        var ready = _queue.Reader.WaitToReadAsync().AsTask();
#pragma warning disable RS0030 // A thread of its own whose only business is to wait here.
        // By the handle, since waiting for the task would spin first: 1 % of the CPU of a gateway under load.
        ((IAsyncResult)ready).AsyncWaitHandle.WaitOne();
        return ready.GetAwaiter().GetResult();
#pragma warning restore RS0030
    }
}
