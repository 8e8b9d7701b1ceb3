using System.Buffers.Text;
using System.Text;

namespace HybridAi.Benchmarks.Load;

/// <summary>Reads one HTTP/1.1 response from bytes as they come, keeping no body: only what tells whether it is right.</summary>
internal sealed class ResponseParser
{
    private static readonly byte[] Done = "data: [DONE]\n\n"u8.ToArray();
    private static readonly byte[] MessageStop = "\"message_stop\"}\n\n"u8.ToArray();
    private static readonly byte[] StampMark = Encoding.ASCII.GetBytes(Upstream.CannedAnswers.StampMark);

    private readonly byte[] _tail = new byte[MessageStop.Length];
    private State _state;
    private long _left;

    private enum State { Head, Body, ChunkSize, ChunkData, ChunkEnd, Trailer, Complete }

    public int Status { get; private set; }

    public long BodyLength { get; private set; }

    /// <summary>The stamp found in the body, or zero.</summary>
    public long Stamp { get; private set; }

    public bool SeeksStamp { get; init; }

    public bool Complete => _state == State.Complete;

    public bool EndsWithDone => _tail.AsSpan().EndsWith(Done) || _tail.AsSpan().EndsWith(MessageStop);

    public void Reset()
    {
        _state = State.Head;
        _left = 0;
        Status = 0;
        BodyLength = 0;
        Stamp = 0;
        _tail.AsSpan().Clear();
    }

    /// <summary>Takes what it can and returns how much; the rest is to be offered again together with what comes next.</summary>
    public int Take(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (!Complete)
        {
            var step = Step(bytes[taken..]);
            if (step == 0)
                break;
            taken += step;
        }

        return taken;
    }

    private int Step(ReadOnlySpan<byte> bytes) => _state switch
    {
        State.Head => TakeHead(bytes),
        State.Body => TakeBody(bytes, State.Complete),
        State.ChunkSize => TakeChunkSize(bytes),
        State.ChunkData => TakeBody(bytes, State.ChunkEnd),
        State.ChunkEnd => TakeLine(bytes, State.ChunkSize),
        State.Trailer => TakeLine(bytes, State.Complete),
        _ => 0,
    };

    private int TakeHead(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return 0;
        var head = bytes[..(end + 2)];
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[9..], out int status, out _))
            throw new InvalidDataException("Not an HTTP/1.1 response: " + Encoding.ASCII.GetString(head));
        Status = status;
        (_state, _left) = ReadFraming(head);
        return end + 4;
    }

    private static (State State, long Left) ReadFraming(ReadOnlySpan<byte> head)
    {
        while (head.IndexOf("\r\n"u8) is >= 0 and var end)
        {
            var line = head[..end];
            if (HasName(line, "content-length:"u8) && Utf8Parser.TryParse(line[15..].TrimStart((byte)' '), out long length, out _))
                return (length == 0 ? State.Complete : State.Body, length);
            if (HasName(line, "transfer-encoding:"u8) && line.EndsWith("chunked"u8))
                return (State.ChunkSize, 0);
            head = head[(end + 2)..];
        }

        throw new InvalidDataException("The response has neither a length nor chunks.");
    }

    private static bool HasName(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name) =>
        line.Length > name.Length && Ascii.EqualsIgnoreCase(line[..name.Length], name);

    private int TakeBody(ReadOnlySpan<byte> bytes, State after)
    {
        var part = bytes[..(int)Math.Min(_left, bytes.Length)];
        _left -= part.Length;
        BodyLength += part.Length;
        KeepTail(part);
        if (SeeksStamp && Stamp == 0)
            FindStamp(part);
        if (_left == 0)
            _state = after;
        return part.Length;
    }

    private int TakeChunkSize(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n"u8);
        if (end < 0)
            return 0;
        if (!Utf8Parser.TryParse(bytes[..end], out long size, out _, 'x'))
            throw new InvalidDataException("Not a chunk's size: " + Encoding.ASCII.GetString(bytes[..end]));
        (_state, _left) = size == 0 ? (State.Trailer, 0) : (State.ChunkData, size);
        return end + 2;
    }

    private int TakeLine(ReadOnlySpan<byte> bytes, State after)
    {
        if (bytes.Length < 2)
            return 0;
        if (!bytes.StartsWith("\r\n"u8))
            throw new InvalidDataException("A chunk is longer than it said.");
        _state = after;
        return 2;
    }

    private void KeepTail(ReadOnlySpan<byte> part)
    {
        var tail = _tail.AsSpan();
        if (part.Length < tail.Length)
            tail[part.Length..].CopyTo(tail);
        else
            part = part[^tail.Length..];
        part.CopyTo(tail[^part.Length..]);
    }

    /// <summary>A stamp that two reads share is missed; the sample is then absent, not wrong.</summary>
    private void FindStamp(ReadOnlySpan<byte> part)
    {
        var at = part.IndexOf(StampMark);
        if (at < 0)
            return;
        var digits = part[(at + StampMark.Length)..];
        if (digits.Length >= Upstream.CannedAnswers.StampDigits
            && Utf8Parser.TryParse(digits[..Upstream.CannedAnswers.StampDigits], out long stamp, out _))
            Stamp = stamp;
    }
}
