using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace HybridAi.EndToEnd.Tests.Hosting;

/// <summary>Spreads connections over several servers, one after the other, as a load balancer does: one that does not answer is passed over.</summary>
internal sealed class Balancer : IAsyncDisposable
{
    // Callers that do not read are to be felt at the gateway, not to fill what lies between.
    private const int SocketBuffer = 16 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private volatile Uri[] _targets;
    private int _next;

    public Balancer(IEnumerable<Uri> targets)
    {
        _targets = [.. targets];
        // Accepted connections have them from here.
        _listener.Server.ReceiveBufferSize = _listener.Server.SendBufferSize = SocketBuffer;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Sends new connections elsewhere.</summary>
    public void Retarget(IEnumerable<Uri> targets) => _targets = [.. targets];

    /// <summary>Breaks the connections that there are, as a network does.</summary>
    public void Cut()
    {
        foreach (var caller in _open.Keys)
            caller.Client.Close(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ForwardAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task ForwardAsync(TcpClient caller)
    {
        using (caller)
        using (var server = await ConnectAsync())
        {
            if (server is null)
                return;
            caller.NoDelay = server.NoDelay = true;
            _open[caller] = true;
            await Task.WhenAll(CopyAsync(caller.Client, server.Client), CopyAsync(server.Client, caller.Client));
            _open.TryRemove(caller, out _);
        }
    }

    private async Task<TcpClient?> ConnectAsync()
    {
        var targets = _targets;
        for (var tries = targets.Length; tries > 0; tries--)
        {
            var target = targets[(Interlocked.Increment(ref _next) & int.MaxValue) % targets.Length];
            var client = new TcpClient { ReceiveBufferSize = SocketBuffer, SendBufferSize = SocketBuffer };
            try
            {
                await client.ConnectAsync(target.Host, target.Port, _stopping.Token);
                return client;
            }
            catch (Exception refused) when (refused is SocketException or OperationCanceledException)
            {
                client.Dispose();
            }
        }

        return null;
    }

    // An end or a break on one side becomes the same on the other: that callers hang up, and that answers are cut, is what tests look at.
    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, _stopping.Token)) > 0)
            {
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _stopping.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception broken) when (broken is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            from.Close(0);
            to.Close(0);
        }
    }
}
