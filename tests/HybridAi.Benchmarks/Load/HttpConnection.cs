using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HybridAi.Benchmarks.Load;

/// <summary>One keep-alive connection that sends ready-made requests one after the other: a socket and a parser, nothing between.</summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly EndPoint _target;
    private readonly ResponseParser _parser;
    private readonly byte[] _buffer;
    private Socket? _socket;

    /// <param name="target">Where to.</param>
    /// <param name="seeksStamp">Whether answers hold the time at which the upstream wrote them.</param>
    /// <param name="bufferSize">Of reads; must hold a response's headers.</param>
    public HttpConnection(EndPoint target, bool seeksStamp, int bufferSize = 16 * 1024)
    {
        _target = target;
        _parser = new() { SeeksStamp = seeksStamp };
        _buffer = new byte[bufferSize];
    }

    public async Task OpenAsync(CancellationToken stop)
    {
        _socket?.Dispose();
        _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await _socket.ConnectAsync(_target, stop);
    }

    /// <summary>Sends and reads to the answer's end. To stop it, dispose the connection: a token on every read would cost more than the read.</summary>
    public async ValueTask<Answer> ExchangeAsync(ReadOnlyMemory<byte> request)
    {
        var socket = _socket ?? throw new InvalidOperationException("The connection is not open.");
        await socket.SendAsync(request);

        _parser.Reset();
        var held = 0;
        long firstByteAt = 0, firstContentDelay = -1;
        while (true)
        {
            var read = await socket.ReceiveAsync(_buffer.AsMemory(held));
            if (read == 0)
                throw new IOException($"The connection was closed after {_parser.BodyLength} bytes of the body.");
            var now = Stopwatch.GetTimestamp();
            held += read;
            var taken = _parser.Take(_buffer.AsSpan(0, held));
            held -= taken;
            if (held == _buffer.Length)
                throw new InvalidDataException("The response's headers are too long for the buffer.");
            if (held > 0)
                _buffer.AsSpan(taken, held).CopyTo(_buffer);

            if (firstByteAt == 0 && _parser.BodyLength > 0)
                firstByteAt = now;
            if (firstContentDelay < 0 && _parser.Stamp != 0)
                firstContentDelay = now - _parser.Stamp;
            if (_parser.Complete)
                return new(_parser.Status, _parser.BodyLength, _parser.EndsWithDone, firstByteAt, firstContentDelay);
        }
    }

    public void Dispose() => _socket?.Dispose();
}
