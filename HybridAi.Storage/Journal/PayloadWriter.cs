using System.Text;

namespace HybridAi.Storage.Journal;

/// <summary>Writes the values of a payload one after the other: numbers zigzag in 7-bit groups, texts as length and UTF-8.</summary>
internal ref struct PayloadWriter(Span<byte> payload)
{
    private readonly Span<byte> _payload = payload;

    /// <summary>How much is written.</summary>
    public int Length { get; private set; }

    public void Id(Guid value)
    {
        value.TryWriteBytes(_payload[Length..], bigEndian: true, out var written);
        Length += written;
    }

    public void Number(long value)
    {
        var rest = ((ulong)value << 1) ^ (ulong)(value >> 63);
        for (; rest >= 0x80; rest >>= 7)
            _payload[Length++] = (byte)(rest | 0x80);
        _payload[Length++] = (byte)rest;
    }

    public void Text(string value)
    {
        var text = value.AsSpan(0, Math.Min(value.Length, RecordCodec.MaxText));
        // Most texts are short ASCII: their length is one byte, known before they are encoded.
        if (text.Length < 0x40 && Ascii.FromUtf16(text, _payload[(Length + 1)..], out var ascii) == System.Buffers.OperationStatus.Done)
        {
            Number(text.Length);
            Length += ascii;
            return;
        }
        Number(Encoding.UTF8.GetByteCount(text));
        Length += Encoding.UTF8.GetBytes(text, _payload[Length..]);
    }

    public void OptionalText(string? value)
    {
        if (value is not null)
            Text(value);
    }
}
