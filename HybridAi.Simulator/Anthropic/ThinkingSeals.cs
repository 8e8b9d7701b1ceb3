using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.Anthropic;

/// <summary>Signatures of thinking, and thinking that is redacted altogether. Both are verified when they come back.</summary>
internal static class ThinkingSeals
{
    private const string Signatures = "anthropic/thinking";
    private const string Redacted = "anthropic/redacted_thinking";

    /// <summary>The signature of a thinking block with this text; longer than it need be, as real ones are.</summary>
    /// <param name="thinking">The text as it is shown, which may be none.</param>
    /// <param name="seed">Tells signatures of the same text apart.</param>
    public static string Sign(string thinking, ulong seed)
    {
        var content = new byte[SHA512.HashSizeInBytes + sizeof(ulong)];
        SHA512.HashData(Encoding.UTF8.GetBytes(thinking), content);
        BinaryPrimitives.WriteUInt64BigEndian(content.AsSpan(SHA512.HashSizeInBytes), seed);
        return Seal.Make(Signatures, content);
    }

    public static bool IsSignature(string thinking, string signature) =>
        Seal.Open(Signatures, signature) is { Length: SHA512.HashSizeInBytes + sizeof(ulong) } content
        && content.AsSpan(0, SHA512.HashSizeInBytes).SequenceEqual(SHA512.HashData(Encoding.UTF8.GetBytes(thinking)));

    /// <summary>The data of a redacted block.</summary>
    public static string Redact(int tokens, ulong seed)
    {
        Span<byte> content = stackalloc byte[12];
        BinaryPrimitives.WriteInt32BigEndian(content, tokens);
        BinaryPrimitives.WriteUInt64BigEndian(content[4..], seed);
        return Seal.Make(Redacted, content);
    }

    /// <summary>The tokens of a redacted block; null when its data is not ours.</summary>
    public static int? TokensOf(string data) => Seal.Open(Redacted, data) is { Length: 12 } content ? BinaryPrimitives.ReadInt32BigEndian(content) : null;
}
