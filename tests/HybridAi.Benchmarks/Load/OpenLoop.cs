using System.Diagnostics;
using System.Net.Sockets;

namespace HybridAi.Benchmarks.Load;

/// <summary>
/// Sends at a fixed rate whatever becomes of the answers. Latency counts from the moment at which a request was due, so a stall is
/// paid by every request that it kept waiting (no coordinated omission).
/// </summary>
internal sealed class OpenLoop
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly RequestSet _requests;
    private readonly LoadResult _result;
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly Queue<HttpConnection> _idle;
    private readonly Queue<long> _waiting = [];
    private int _unfinished;

    private OpenLoop(ConnectionPool pool, RequestSet requests, LoadResult result, int count)
    {
        _requests = requests;
        _result = result;
        _idle = new(pool.Connections);
        _unfinished = count;
    }

    public static async Task<LoadResult> RunAsync(
        ConnectionPool pool, RequestSet requests, ExpectedAnswer expected, int perSecond, TimeSpan length, CancellationToken stop)
    {
        var result = new LoadResult(expected);
        var count = (int)(perSecond * length.TotalSeconds);
        var loop = new OpenLoop(pool, requests, result, count);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bound.CancelAfter(length + Grace);
        await using var cut = bound.Token.Register(() =>
        {
            pool.Dispose();
            loop._finished.TrySetCanceled(bound.Token);
        });

        var start = Stopwatch.GetTimestamp();
        var pacer = new Thread(() => loop.Pace(start, Stopwatch.Frequency / perSecond, count, bound.Token)) { IsBackground = true, Name = "pacer" };
        pacer.Start();
        await loop._finished.Task;
        result.Elapsed = Stopwatch.GetElapsedTime(start);
        return result;
    }

    private void Pace(long start, long period, int count, CancellationToken stop)
    {
        for (var i = 0; i < count && !stop.IsCancellationRequested; i++)
        {
            var due = start + (i * period);
            MonotonicTimer.WaitUntil(due);
            if (TakeIdleOrQueue(due) is { } connection)
                _ = SendAsync(connection, due);
        }
    }

    private HttpConnection? TakeIdleOrQueue(long due)
    {
        lock (_gate)
        {
            if (_idle.TryDequeue(out var connection))
                return connection;
            _waiting.Enqueue(due);
            return null;
        }
    }

    private bool TryTakeWaitingOrIdle(HttpConnection connection, out long due)
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out due))
                return true;
            _idle.Enqueue(connection);
            return false;
        }
    }

    private async Task SendAsync(HttpConnection connection, long due)
    {
        do
        {
            try
            {
                _result.Add(await connection.ExchangeAsync(_requests.Next()), due);
            }
            catch (Exception failure) when (failure is SocketException or IOException or ObjectDisposedException or InvalidDataException)
            {
                // The connection is spent. It stays in turn, so that its further requests fail and are counted, too.
                _result.AddFailure(failure);
            }

            if (Interlocked.Decrement(ref _unfinished) == 0)
                _finished.TrySetResult();
        }
        while (TryTakeWaitingOrIdle(connection, out due));
    }
}
