using System.Net.Sockets;
using System.Text;

namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>One request at the fake upstream, answered byte by byte by a test.</summary>
internal sealed class UpstreamCall(Socket socket, string head, byte[] body)
{
    public const string Chunked = "Transfer-Encoding: chunked\r\n";

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The request line and headers.</summary>
    public string Head { get; } = head;

    public byte[] Body { get; } = body;

    public string BodyText => Encoding.UTF8.GetString(Body);

    /// <summary>Completes when the test is done with the call.</summary>
    public Task Ended => _ended.Task;

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None)..];
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>A whole answer; its connection can be used again.</summary>
    public async Task AnswerAsync(int status, string body, string contentType = "application/json", string headers = "")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        await SendAsync($"HTTP/1.1 {status} X\r\nContent-Type: {contentType}\r\nContent-Length: {bytes.Length}\r\n{headers}\r\n");
        await SendAsync(bytes);
        _ended.TrySetResult();
    }

    /// <summary>The head of a stream; <see cref="EventAsync"/> sends the rest.</summary>
    public Task StreamAsync() => SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n{Chunked}\r\n");

    /// <summary>Sends bytes as one HTTP chunk.</summary>
    public Task EventAsync(string text) => EventAsync(Encoding.UTF8.GetBytes(text));

    public async Task EventAsync(ReadOnlyMemory<byte> bytes)
    {
        await SendAsync((byte[])[.. Encoding.ASCII.GetBytes($"{bytes.Length:x}\r\n"), .. bytes.Span, .. "\r\n"u8]);
    }

    /// <summary>The end of a stream, as HTTP has it.</summary>
    public async Task EndAsync()
    {
        await SendAsync("0\r\n\r\n");
        _ended.TrySetResult();
    }

    /// <summary>Streams whole texts, one HTTP chunk each, to a proper end.</summary>
    public async Task StreamAllAsync(params string[] events)
    {
        await StreamAsync();
        foreach (var item in events)
            await EventAsync(item);
        await EndAsync();
    }

    /// <summary>Breaks the connection.</summary>
    public void Cut()
    {
        socket.Close();
        _ended.TrySetResult();
    }

    /// <summary>Waits until the gateway has closed the connection.</summary>
    public async Task UntilClosedAsync()
    {
        try
        {
            while (await socket.ReceiveAsync(new byte[1024], SocketFlags.None).WaitAsync(TimeSpan.FromSeconds(90)) > 0)
            {
            }
        }
        catch (SocketException reset) when (reset.SocketErrorCode is SocketError.ConnectionReset)
        {
            // Closed the hard way: just as well.
        }

        Cut();
    }
}
