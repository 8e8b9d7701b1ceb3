using System.Globalization;
using System.Net.Sockets;
using System.Text;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Faults;

/// <summary>A caller that decides by itself when to send, when to read and how to vanish.</summary>
internal sealed class RawCaller : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 16 * 1024, NoDelay = true };

    /// <summary>Connects and sends a request.</summary>
    public static async Task<RawCaller> SendAsync(Product gateway, string session, string body)
    {
        var caller = new RawCaller();
        await caller.SendHeadAsync(gateway, session, body, Product.AdministratorKey, "");
        await caller._socket.SendAsync(Encoding.UTF8.GetBytes(body));
        return caller;
    }

    /// <summary>Sends half of a request's body, which the gateway has begun to read by then.</summary>
    public static async Task<RawCaller> SendHalfAsync(Product gateway, string session, string body, string key)
    {
        var caller = new RawCaller();
        await caller.SendHeadAsync(gateway, session, body, key, "Expect: 100-continue\r\n");
        Assert.StartsWith("HTTP/1.1 100 ", await caller.ReadAsync(), StringComparison.Ordinal);
        await caller._socket.SendAsync(Encoding.UTF8.GetBytes(body[..(body.Length / 2)]));
        return caller;
    }

    /// <summary>Reads once; empty at the end.</summary>
    public async Task<string> ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var read = await _socket.ReceiveAsync(buffer);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    /// <summary>Goes without a word, as a crashed machine's network does.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    public void Dispose() => _socket.Dispose();

    private async Task SendHeadAsync(Product gateway, string session, string body, string key, string more)
    {
        await _socket.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\nx-hybridai-session: {session}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{more}\r\n")));
    }
}
