using System.Buffers.Binary;

namespace HybridAi.Gateway.Caching;

/// <summary>A field of an object in the canonical form: where it stands, and its name.</summary>
/// <param name="Prefix">The first eight bytes of the name, so that most comparisons are one of numbers.</param>
/// <param name="Start">Where the field begins, with its name.</param>
/// <param name="Name">Where the name's content stands.</param>
/// <param name="NameLength">How long that is.</param>
internal record struct CanonicalField(ulong Prefix, int Start, int Name, int NameLength)
{
    /// <summary>Behind its value.</summary>
    public int End { get; set; }

    public static CanonicalField Of(byte[] bytes, int start, Range name)
    {
        var (offset, length) = name.GetOffsetAndLength(bytes.Length);
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        prefix.Clear();
        bytes.AsSpan(offset, Math.Min(length, prefix.Length)).CopyTo(prefix);
        return new CanonicalField(BinaryPrimitives.ReadUInt64BigEndian(prefix), start, offset, length);
    }
}

/// <summary>The order of fields: by name, byte by byte; those of one name as they stand.</summary>
internal readonly struct CanonicalFieldOrder(byte[] bytes) : IComparer<CanonicalField>
{
    public int Compare(CanonicalField x, CanonicalField y)
    {
        if (x.Prefix != y.Prefix)
            return x.Prefix < y.Prefix ? -1 : 1;
        var byName = bytes.AsSpan(x.Name, x.NameLength).SequenceCompareTo(bytes.AsSpan(y.Name, y.NameLength));
        return byName != 0 ? byName : x.Start.CompareTo(y.Start);
    }
}
