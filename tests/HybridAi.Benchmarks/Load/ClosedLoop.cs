using System.Diagnostics;
using System.Net.Sockets;

namespace HybridAi.Benchmarks.Load;

/// <summary>Each connection sends its next request when it has the answer to the last one.</summary>
internal static class ClosedLoop
{
    /// <summary>What a run may take beyond its length before its connections are cut.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    public static async Task<LoadResult> RunAsync(
        ConnectionPool pool, RequestSet requests, ExpectedAnswer expected, TimeSpan length, CancellationToken stop)
    {
        var result = new LoadResult(expected);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bound.CancelAfter(length + Grace);
        await using var cut = bound.Token.Register(pool.Dispose);

        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(length.TotalSeconds * Stopwatch.Frequency);
        await Task.WhenAll(pool.Connections.Select(connection => DriveAsync(connection, requests, result, end, bound.Token)));
        result.Elapsed = Stopwatch.GetElapsedTime(start);

        await Task.Yield(); // off the socket thread, which must not do what follows
        stop.ThrowIfCancellationRequested();
        return result;
    }

    private static async Task DriveAsync(HttpConnection connection, RequestSet requests, LoadResult result, long end, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && !result.Hopeless)
        {
            var start = Stopwatch.GetTimestamp();
            if (start >= end)
                return;
            try
            {
                result.Add(await connection.ExchangeAsync(requests.Next()), start);
            }
            catch (Exception failure) when (failure is SocketException or IOException or ObjectDisposedException or InvalidDataException)
            {
                result.AddFailure(failure);
                if (!await TryReopenAsync(connection, stop))
                    return;
            }
        }
    }

    private static async Task<bool> TryReopenAsync(HttpConnection connection, CancellationToken stop)
    {
        try
        {
            await connection.OpenAsync(stop);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
