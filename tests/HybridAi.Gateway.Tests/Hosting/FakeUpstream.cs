using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>A provider on a real socket: hands each request to the test, or to a fixed answer.</summary>
internal sealed class FakeUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<UpstreamCall> _calls = Channel.CreateUnbounded<UpstreamCall>();
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly Task _accepting;
    private int _count;

    public FakeUpstream()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");

    /// <summary>How many requests came.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Answers every request from now on; null: the test takes them by <see cref="NextAsync"/>.</summary>
    public Func<UpstreamCall, Task>? Answer { get; set; }

    public async Task<UpstreamCall> NextAsync() => await _calls.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(90));

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync();
                socket.NoDelay = true;
                _sockets.Add(socket);
                _ = ServeAsync(socket);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or InvalidOperationException)
        {
            // The test is over: while it waited, or before it waited again.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            var received = new List<byte>();
            while (await ReadAsync(socket, received) is { } call)
            {
                Interlocked.Increment(ref _count);
                if (Answer is { } answer)
                    await answer(call);
                else
                    await _calls.Writer.WriteAsync(call);
                await call.Ended;
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The gateway or the test closed the connection.
        }
    }

    private static async Task<UpstreamCall?> ReadAsync(Socket socket, List<byte> received)
    {
        var buffer = new byte[65_536];
        while (true)
        {
            var text = Encoding.Latin1.GetString([.. received]);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var length = LengthOf(text[..end]);
                if (received.Count >= end + 4 + length)
                {
                    var body = received.GetRange(end + 4, length).ToArray();
                    received.RemoveRange(0, end + 4 + length);
                    return new UpstreamCall(socket, text[..end], body);
                }
            }

            var count = await socket.ReceiveAsync(buffer, SocketFlags.None);
            if (count == 0)
                return null;
            received.AddRange(buffer.AsSpan(0, count));
        }
    }

    private static int LengthOf(string head) => head.Split("\r\n")
        .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
        .Select(line => int.Parse(line[15..], CultureInfo.InvariantCulture)).FirstOrDefault();
}
