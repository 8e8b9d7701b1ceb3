namespace HybridAi.Providers.Wire;

/// <summary>A body as a row of slices: most of them of the original, some put in between. Nothing is copied or re-written.</summary>
public sealed class BodySplice
{
    private ReadOnlyMemory<byte>[] _slices = new ReadOnlyMemory<byte>[4];

    /// <summary>The slices, in order.</summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> Slices => _slices.AsSpan(0, Count);

    /// <summary>How many slices there are.</summary>
    public int Count { get; private set; }

    /// <summary>All slices together, in bytes.</summary>
    public int Length { get; private set; }

    /// <summary>Adds a slice at the end.</summary>
    /// <param name="slice">It; must stay untouched until the body has been sent.</param>
    public void Append(ReadOnlyMemory<byte> slice)
    {
        if (slice.IsEmpty)
            return;
        if (Count == _slices.Length)
            Array.Resize(ref _slices, Count * 2);
        _slices[Count++] = slice;
        Length += slice.Length;
    }

    /// <summary>The whole body in one piece; for tests and logs.</summary>
    public byte[] ToArray()
    {
        var whole = new byte[Length];
        var at = 0;
        foreach (var slice in Slices)
        {
            slice.CopyTo(whole.AsMemory(at));
            at += slice.Length;
        }

        return whole;
    }
}
