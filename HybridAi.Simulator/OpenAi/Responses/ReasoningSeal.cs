using System.Buffers.Binary;
using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>The encrypted content of reasoning items, verified when it comes back.</summary>
internal static class ReasoningSeal
{
    public static string Make(string provider, int tokens, ulong seed)
    {
        Span<byte> content = stackalloc byte[12];
        BinaryPrimitives.WriteInt32BigEndian(content, tokens);
        BinaryPrimitives.WriteUInt64BigEndian(content[4..], seed);
        return Seal.Make(Owner(provider), content);
    }

    /// <summary>The tokens of the reasoning; null when the content is not ours.</summary>
    public static int? TokensOf(string provider, string content) =>
        Seal.Open(Owner(provider), content) is { Length: 12 } bytes ? BinaryPrimitives.ReadInt32BigEndian(bytes) : null;

    private static string Owner(string provider) => $"{provider}/reasoning";
}
