using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace HybridAi.Storage.Sqlite;

/// <summary>Makes strings of UTF-8, one of all equal texts. For one thread, and as long as a read lasts: it keeps what it has made.</summary>
internal sealed class Utf8Texts
{
    private readonly Dictionary<byte[], string>.AlternateLookup<ReadOnlySpan<byte>> _texts = new Dictionary<byte[], string>(new ByBytes()).GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>The string of a text.</summary>
    public string Of(ReadOnlySpan<byte> utf8)
    {
        if (!_texts.TryGetValue(utf8, out var text))
            _texts[utf8] = text = Encoding.UTF8.GetString(utf8);
        return text;
    }

    private sealed class ByBytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
