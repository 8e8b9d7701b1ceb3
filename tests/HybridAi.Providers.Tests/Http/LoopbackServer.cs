using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HybridAi.Providers.Tests.Http;

/// <summary>A bare server that accepts one connection and lets the test play the provider byte by byte.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private Socket? _connection;

    public LoopbackServer() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new($"http://localhost:{Port}/v1");

    public bool WasAskedTo => _listener.Pending() || _connection is not null;

    /// <summary>Accepts the connection and reads one request with as many bytes of body as it announces.</summary>
    public async Task<string> ReadRequestAsync(CancellationToken cancellationToken)
    {
        _connection ??= await _listener.AcceptSocketAsync(cancellationToken);
        var received = new List<byte>();
        var buffer = new byte[65_536];
        while (true)
        {
            var text = Encoding.Latin1.GetString([.. received]);
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0 && received.Count >= head + 4 + ContentLength(text[..head]))
                return Encoding.UTF8.GetString([.. received]);
            var count = await _connection.ReceiveAsync(buffer, cancellationToken);
            Assert.NotEqual(0, count);
            received.AddRange(buffer.AsSpan(0, count));
        }
    }

    public async Task SendAsync(string text, CancellationToken cancellationToken) =>
        await _connection!.SendAsync(Encoding.UTF8.GetBytes(text), cancellationToken);

    /// <summary>Waits until the other side has closed the connection.</summary>
    public async Task UntilClosedAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await _connection!.ReceiveAsync(new byte[1_024], cancellationToken) > 0)
            {
            }
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Closed the hard way: just as well.
        }
    }

    public void Dispose()
    {
        _connection?.Dispose();
        _listener.Dispose();
    }

    private static int ContentLength(string head) => head.Split("\r\n")
        .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
        .Select(line => int.Parse(line[15..], System.Globalization.CultureInfo.InvariantCulture)).FirstOrDefault();
}
