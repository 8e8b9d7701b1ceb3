using System.Buffers.Binary;
using System.Numerics;

namespace HybridAi.Core.Routing.PromptCache;

/// <summary>
/// Marks the boundaries of a prompt as it is read piece by piece: none before <see cref="LeastTokens"/>, from then on whenever it has grown by
/// a quarter, so that a long conversation has few marks and two that begin alike have the same ones.
/// </summary>
/// <param name="seed">What keeps apart what must not be compared: tenants, models.</param>
public struct PrefixHasher(ulong seed)
{
    /// <summary>Shorter beginnings are not cached by providers (OpenAI and Anthropic: from 1,024 tokens on).</summary>
    public const int LeastTokens = 1024;

    private const int BytesPerToken = 4;
    private const int Most = 40;
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    private ulong _hash = (seed ^ Prime) * Prime;
    private long _bytes;
    private long _next = LeastTokens * BytesPerToken;
    private List<PrefixMark>? _marks;

    /// <summary>The marks so far, shortest first; null if there are none.</summary>
    public readonly PrefixMark[]? Marks => _marks?.ToArray();

    /// <summary>Adds a piece; there is a boundary behind it.</summary>
    /// <param name="piece">The piece.</param>
    public void Add(ReadOnlySpan<byte> piece)
    {
        _hash = Mix(_hash ^ (ulong)piece.Length);
        _bytes += piece.Length;
        for (; piece.Length >= sizeof(ulong); piece = piece[sizeof(ulong)..])
            _hash = BitOperations.RotateLeft((_hash ^ BinaryPrimitives.ReadUInt64LittleEndian(piece)) * Prime, 29);
        foreach (var rest in piece)
            _hash = (_hash ^ rest) * Prime;
        _hash = Mix(_hash);
        if (_bytes < _next || _marks?.Count == Most)
            return;
        (_marks ??= []).Add(new PrefixMark(_hash, (int)(_bytes / BytesPerToken)));
        _next = _bytes + (_bytes / 4);
    }

    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 32)) * Prime;
        return hash ^ (hash >> 29);
    }
}
