using System.Net;
using System.Net.Sockets;
using System.Text;

namespace HybridAi.Storage.Memcached;

/// <summary>
/// A connection that speaks the text protocol, one call at a time (https://github.com/memcached/memcached/blob/master/doc/protocol.txt). Whatever is not as the protocol has it
/// is thrown as <see cref="InvalidDataException"/>; the connection is of no use then, nor after a call that was given up.
/// </summary>
internal sealed class MemcachedConnection : IDisposable
{
    // The longest line that a server sends is one of an error or of statistics.
    private const int LongestLine = 4096;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[LongestLine];
    private int _start, _end;

    private MemcachedConnection(Socket socket) => _socket = socket;

    public static async Task<MemcachedConnection> ConnectAsync(DnsEndPoint server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
            return new MemcachedConnection(socket);
        }
        catch (Exception)
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Gets a value.</summary>
    /// <param name="key">The key: visible ASCII, at most 250 characters.</param>
    /// <param name="most">The most bytes that a value can have.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>Null if there is none.</returns>
    public async ValueTask<byte[]?> GetAsync(string key, long most, CancellationToken cancellationToken)
    {
        await SendAsync($"get {key}\r\n", cancellationToken).ConfigureAwait(false);
        var line = await LineAsync(cancellationToken).ConfigureAwait(false);
        if (line == "END")
            return null;
        // VALUE <key> <flags> <bytes>
        var words = line.Split(' ');
        if (words is not ["VALUE", var of, _, var length, ..] || of != key || !int.TryParse(length, out var bytes) || bytes < 0 || bytes > most)
            throw Unexpected(line);
        var value = GC.AllocateUninitializedArray<byte>(bytes);
        await FillAsync(value, cancellationToken).ConfigureAwait(false);
        await ExpectAsync("", cancellationToken).ConfigureAwait(false);
        await ExpectAsync("END", cancellationToken).ConfigureAwait(false);
        return value;
    }

    /// <summary>Sets a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="expiry">Seconds, up to 30 days, or a Unix time.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>Null if it is stored, else why the server did not.</returns>
    public async ValueTask<string?> SetAsync(string key, ReadOnlyMemory<byte> value, long expiry, CancellationToken cancellationToken)
    {
        await SendAsync($"set {key} 0 {expiry} {value.Length}\r\n", cancellationToken).ConfigureAwait(false);
        await SendAsync(value, cancellationToken).ConfigureAwait(false);
        await SendAsync("\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        var line = await LineAsync(cancellationToken).ConfigureAwait(false);
        // The server has read the value all the same.
        return line == "STORED" ? null : line.StartsWith("SERVER_ERROR ", StringComparison.Ordinal) ? line["SERVER_ERROR ".Length..] : throw Unexpected(line);
    }

    /// <summary>Deletes a value, if it is there.</summary>
    public async ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        await SendAsync($"delete {key}\r\n", cancellationToken).ConfigureAwait(false);
        var line = await LineAsync(cancellationToken).ConfigureAwait(false);
        return line is "DELETED" or "NOT_FOUND" ? line == "DELETED" : throw Unexpected(line);
    }

    /// <summary>Asks for the server's version, as a sign of life.</summary>
    public async ValueTask<string> VersionAsync(CancellationToken cancellationToken)
    {
        await SendAsync("version\r\n", cancellationToken).ConfigureAwait(false);
        var line = await LineAsync(cancellationToken).ConfigureAwait(false);
        return line.StartsWith("VERSION ", StringComparison.Ordinal) ? line["VERSION ".Length..] : throw Unexpected(line);
    }

    /// <summary>Asks what the server holds, of whomever it is.</summary>
    public async ValueTask<MemcachedFigures> FiguresAsync(CancellationToken cancellationToken)
    {
        await SendAsync("stats\r\n", cancellationToken).ConfigureAwait(false);
        var figures = default(MemcachedFigures);
        while (await LineAsync(cancellationToken).ConfigureAwait(false) is var line && line != "END")
        {
            if (line.Split(' ') is not ["STAT", var name, .., var text])
                throw Unexpected(line);
            if (!long.TryParse(text, out var value))
                continue;
            figures = name switch
            {
                "curr_items" => figures with { Items = value },
                "bytes" => figures with { Bytes = value },
                "limit_maxbytes" => figures with { MostBytes = value },
                "evictions" => figures with { Evictions = value },
                _ => figures,
            };
        }

        return figures;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private ValueTask SendAsync(string text, CancellationToken cancellationToken) => SendAsync(Encoding.ASCII.GetBytes(text), cancellationToken);

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await _socket.SendAsync(bytes, cancellationToken).ConfigureAwait(false)..];
    }

    private async ValueTask<string> LineAsync(CancellationToken cancellationToken)
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }

            if (_end == _buffer.Length)
                throw new InvalidDataException("the server sends lines that are too long");
            _end += await ReceiveAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        }

        var line = Encoding.ASCII.GetString(_buffer, _start, length);
        _start += length + 2;
        return line;
    }

    private async ValueTask FillAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        var known = Math.Min(target.Length, _end - _start);
        _buffer.AsSpan(_start, known).CopyTo(target.Span);
        _start += known;
        for (target = target[known..]; !target.IsEmpty;)
            target = target[await ReceiveAsync(target, cancellationToken).ConfigureAwait(false)..];
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> target, CancellationToken cancellationToken) =>
        await _socket.ReceiveAsync(target, cancellationToken).ConfigureAwait(false) is > 0 and var count ? count : throw new EndOfStreamException("the server closed the connection");

    private async ValueTask ExpectAsync(string expected, CancellationToken cancellationToken)
    {
        var line = await LineAsync(cancellationToken).ConfigureAwait(false);
        if (line != expected)
            throw Unexpected(line);
    }

    // A server's errors name what is wrong; anything else may hold anything.
    private static InvalidDataException Unexpected(string line) => new(
        line == "ERROR" || line.StartsWith("CLIENT_ERROR ", StringComparison.Ordinal) || line.StartsWith("SERVER_ERROR ", StringComparison.Ordinal)
            ? $"the server answers {line}" : "the server does not keep to the protocol");
}
