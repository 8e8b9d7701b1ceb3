using System.Globalization;
using System.Net.Sockets;
using System.Text;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Faults;

/// <summary>A caller that decides by itself when to send, when to read and how to vanish.</summary>
internal sealed class RawCaller : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 16 * 1024, NoDelay = true };

    /// <summary>Connects and sends a request's head, and as much of its body as is wanted.</summary>
    public static async Task<RawCaller> SendAsync(Product gateway, string session, string body, int? bytes = null)
    {
        var caller = new RawCaller();
        await caller._socket.ConnectAsync(gateway.Address.Host, gateway.Address.Port);
        var payload = Encoding.UTF8.GetBytes(body);
        var head = string.Create(CultureInfo.InvariantCulture, $"POST /v1/chat/completions HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {Product.AdministratorKey}\r\nContent-Type: application/json\r\nx-hybridai-session: {session}\r\nContent-Length: {payload.Length}\r\n\r\n");
        await caller._socket.SendAsync(Encoding.UTF8.GetBytes(head));
        await caller._socket.SendAsync(payload.AsMemory(0, bytes ?? payload.Length));
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
}
