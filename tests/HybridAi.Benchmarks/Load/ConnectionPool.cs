using System.Net;
using System.Net.Sockets;

namespace HybridAi.Benchmarks.Load;

/// <summary>The open connections of one scenario to one target, kept over its rounds.</summary>
internal sealed class ConnectionPool : IDisposable
{
    private readonly HttpConnection[] _connections;

    private ConnectionPool(HttpConnection[] connections) => _connections = connections;

    public IReadOnlyList<HttpConnection> Connections => _connections;

    public static async Task<ConnectionPool> OpenAsync(EndPoint target, int count, bool seeksStamp, CancellationToken stop)
    {
        var pool = new ConnectionPool([.. Enumerable.Range(0, count).Select(_ => new HttpConnection(target, seeksStamp))]);
        try
        {
            foreach (var connection in pool._connections)
                await connection.OpenAsync(stop);
            return pool;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            pool.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
    }
}
