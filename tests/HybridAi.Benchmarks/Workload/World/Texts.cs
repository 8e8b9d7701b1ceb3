using System.Buffers.Binary;
using HybridAi.Core.Routing.PromptCache;

namespace HybridAi.Benchmarks.Workload.World;

/// <summary>Marks how prompts begin, by the product's own hasher over texts made up of a stretch of random bytes.</summary>
internal sealed class Texts
{
    private const int BytesPerToken = 4;

    private readonly byte[] _bytes = new byte[1 << 20];

    public Texts(long seed)
    {
        var dice = new Dice(seed, Draw.Texts);
        for (var i = 0; i < _bytes.Length; i += sizeof(double))
            BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(i), dice.Next());
    }

    /// <summary>The marks of a prompt.</summary>
    /// <param name="pieces">Its pieces in order: what tells each apart, and its length in tokens.</param>
    /// <returns>The marks; null if it is too short to be cached.</returns>
    public PrefixMark[]? Mark(IEnumerable<(int Id, int Tokens)> pieces)
    {
        var hasher = new PrefixHasher(1);
        Span<byte> id = stackalloc byte[sizeof(int)];
        foreach (var (number, tokens) in pieces)
        {
            BinaryPrimitives.WriteInt32LittleEndian(id, number);
            hasher.Add(id);
            hasher.Add(_bytes.AsSpan(0, Math.Min(_bytes.Length, tokens * BytesPerToken)));
        }

        return hasher.Marks;
    }
}
