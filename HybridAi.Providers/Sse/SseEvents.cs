using System.Buffers;

namespace HybridAi.Providers.Sse;

/// <summary>Splits a stream of server-sent events (WHATWG HTML §9.2) at its blank lines. LF and CRLF line ends; a lone CR is not used by any provider.</summary>
public static class SseEvents
{
    /// <summary>Finds the first whole event.</summary>
    /// <param name="buffer">What has arrived.</param>
    /// <param name="seen">How much of it an earlier call has seen without finding a whole event, so that long events are not searched again and again.</param>
    /// <returns>The event's length with its blank line, or 0 if it is not whole yet.</returns>
    public static int FirstLength(ReadOnlySpan<byte> buffer, int seen = 0)
    {
        // The blank line may have been cut after its first line end or after the CR behind it.
        var at = Math.Max(0, seen - 2);
        while (true)
        {
            var lineEnd = buffer[at..].IndexOf((byte)'\n');
            if (lineEnd < 0)
                return 0;
            at += lineEnd + 1;
            if (at < buffer.Length && buffer[at] == '\n')
                return at + 1;
            if (at + 1 < buffer.Length && buffer[at] == '\r' && buffer[at + 1] == '\n')
                return at + 2;
        }
    }

    /// <summary>Takes an event apart.</summary>
    /// <param name="sse">The event, with or without its blank line.</param>
    /// <param name="name">Its name, empty if it has none.</param>
    /// <param name="data">Its data; empty for a comment. Several data lines are joined by line feeds.</param>
    public static void Parse(ReadOnlySpan<byte> sse, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data)
    {
        name = data = default;
        var lines = 0;
        ArrayBufferWriter<byte>? joined = null;
        while (!sse.IsEmpty)
        {
            var lineEnd = sse.IndexOf((byte)'\n');
            var line = lineEnd < 0 ? sse : sse[..lineEnd];
            sse = lineEnd < 0 ? default : sse[(lineEnd + 1)..];
            if (line.EndsWith("\r"u8))
                line = line[..^1];
            if (line.StartsWith("data:"u8))
            {
                var value = Value(line[5..]);
                if (++lines == 1)
                    data = value;
                else
                    Join(ref joined, data, value);
            }
            else if (line.StartsWith("event:"u8))
                name = Value(line[6..]);
        }

        if (joined is not null)
            data = joined.WrittenSpan;
    }

    private static void Join(ref ArrayBufferWriter<byte>? joined, ReadOnlySpan<byte> first, ReadOnlySpan<byte> next)
    {
        if (joined is null)
        {
            joined = new ArrayBufferWriter<byte>(first.Length + next.Length + 1);
            joined.Write(first);
        }

        joined.Write("\n"u8);
        joined.Write(next);
    }

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> text) => text.StartsWith(" "u8) ? text[1..] : text;
}
