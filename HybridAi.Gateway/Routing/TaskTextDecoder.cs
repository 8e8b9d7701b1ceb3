using System.Buffers;
using System.Globalization;
using System.Text;

namespace HybridAi.Gateway.Routing;

/// <summary>Decodes a bounded part of a JSON text. What is cut in the middle of a character or of an escape costs that one.</summary>
internal static class TaskTextDecoder
{
    /// <summary>Decodes from the beginning until the room is full.</summary>
    /// <param name="text">The bytes between the quotes.</param>
    /// <param name="room">Takes the characters.</param>
    /// <param name="written">How many they are.</param>
    /// <returns>How many bytes were read.</returns>
    public static int Read(ReadOnlySpan<byte> text, Span<char> room, out int written)
    {
        written = 0;
        var read = 0;
        // Two, for characters that take as many.
        while (read < text.Length && written + 2 <= room.Length)
        {
            if (text[read] == (byte)'\\')
            {
                read += Unescape(text[read..], out room[written]);
                written++;
            }
            else if (text[read] < 128)
                room[written++] = (char)text[read++];
            else
            {
                // What is no character is a replacement character.
                _ = Rune.DecodeFromUtf8(text[read..], out var rune, out var length) == OperationStatus.Done;
                written += rune.EncodeToUtf16(room[written..]);
                read += length;
            }
        }

        return read;
    }

    /// <summary>Decodes as many of the last bytes as there is room for.</summary>
    /// <param name="text">The bytes between the quotes.</param>
    /// <param name="room">Takes the characters.</param>
    /// <returns>How many they are.</returns>
    public static int ReadEnd(ReadOnlySpan<byte> text, Span<char> room)
    {
        var end = text[^Math.Clamp(room.Length - 1, 0, text.Length)..];
        while (end.Length > 0 && (end[0] & 0xC0) == 0x80)
            end = end[1..];
        Read(end, room, out var written);
        return written;
    }

    private static int Unescape(ReadOnlySpan<byte> escape, out char character)
    {
        var kind = escape.Length > 1 ? escape[1] : (byte)' ';
        if (kind == (byte)'u')
        {
            character = escape.Length >= 6 && ushort.TryParse(escape[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ? (char)code : ' ';
            return Math.Min(6, escape.Length);
        }

        character = kind switch
        {
            (byte)'n' => '\n',
            (byte)'t' => '\t',
            (byte)'"' or (byte)'\\' or (byte)'/' => (char)kind,
            _ => ' ',
        };
        return Math.Min(2, escape.Length);
    }
}
