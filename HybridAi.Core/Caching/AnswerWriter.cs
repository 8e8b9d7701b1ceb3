using System.Text;

namespace HybridAi.Core.Caching;

/// <summary>Writes values one after the other: numbers zigzag in 7-bit groups, texts as length and UTF-8. The caller sees to the room.</summary>
internal ref struct AnswerWriter(Span<byte> bytes)
{
    /// <summary>The most bytes of a number.</summary>
    public const int MostNumber = 10;

    private readonly Span<byte> _bytes = bytes;

    /// <summary>How much is written.</summary>
    public int Length { get; private set; }

    /// <summary>The most bytes of a text.</summary>
    public static int MostText(string? text) => MostNumber + Encoding.UTF8.GetMaxByteCount(text?.Length ?? 0);

    public void Id(Guid value)
    {
        value.TryWriteBytes(_bytes[Length..], bigEndian: true, out var written);
        Length += written;
    }

    public void Number(long value)
    {
        var rest = ((ulong)value << 1) ^ (ulong)(value >> 63);
        for (; rest >= 0x80; rest >>= 7)
            _bytes[Length++] = (byte)(rest | 0x80);
        _bytes[Length++] = (byte)rest;
    }

    public void Text(string text)
    {
        Number(Encoding.UTF8.GetByteCount(text));
        Length += Encoding.UTF8.GetBytes(text, _bytes[Length..]);
    }
}
