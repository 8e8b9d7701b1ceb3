using System.Text;

namespace HybridAi.Storage.Journal;

/// <summary>Reads what <see cref="PayloadWriter"/> wrote.</summary>
internal ref struct PayloadReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    public Guid Id() => new(Take(16), bigEndian: true);

    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }
        throw Malformed();
    }

    /// <summary>A number from 0 up to, and not including, a bound.</summary>
    public int Number(int bound) => Number() is var number && number >= 0 && number < bound ? (int)number : throw Malformed();

    public string Text()
    {
        var length = Number();
        if (length < 0 || length > _rest.Length)
            throw Malformed();
        return RecentTexts.OfThread.Get(Take((int)length));
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
            throw Malformed();
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private static InvalidDataException Malformed() => new("The journal frame's payload is malformed.");

    /// <summary>The texts that were read last. Records name the same few providers and models over and over.</summary>
    private sealed class RecentTexts
    {
        private const int Slots = 256;

        [ThreadStatic]
        private static RecentTexts? _ofThread;

        private readonly string?[] _texts = new string?[Slots];

        public static RecentTexts OfThread => _ofThread ??= new RecentTexts();

        public string Get(ReadOnlySpan<byte> utf8)
        {
            if (utf8.IsEmpty)
                return "";
            var slot = (utf8[0] * 31 + utf8[^1] * 17 + utf8[utf8.Length / 2] + utf8.Length * 7) % Slots;
            var text = _texts[slot];
            if (text is not null && text.Length == utf8.Length && Ascii.Equals(utf8, text))
                return text;
            return _texts[slot] = Encoding.UTF8.GetString(utf8);
        }
    }
}
