using System.Text.Json;
using HybridAi.Core.Chat;

namespace HybridAi.Providers.OpenAi;

/// <summary>Reads log probabilities: <c>{"content":[{"token","logprob","bytes","top_logprobs"}],"refusal":[…]}</c>.</summary>
internal static class OpenAiLogprobs
{
    public static IReadOnlyList<TokenLogprob> Read(ReadOnlySpan<byte> data, JsonSlice logprobs, ReadOnlySpan<byte> of)
    {
        var members = new JsonMembers(data, logprobs);
        while (members.Next())
        {
            if (members.Is(of))
                return ReadTokens(data, members.Value(), withTop: true);
        }

        return [];
    }

    private static IReadOnlyList<TokenLogprob> ReadTokens(ReadOnlySpan<byte> data, JsonSlice list, bool withTop)
    {
        List<TokenLogprob>? tokens = null;
        var items = new JsonItems(data, list);
        while (items.Next())
        {
            if (items.Current.Type == JsonTokenType.StartObject)
                (tokens ??= []).Add(ReadToken(data, items.Current, withTop));
        }

        return tokens ?? (IReadOnlyList<TokenLogprob>)[];
    }

    private static TokenLogprob ReadToken(ReadOnlySpan<byte> data, JsonSlice item, bool withTop)
    {
        JsonSlice token = default, logprob = default, bytes = default, top = default, id = default;
        var members = new JsonMembers(data, item);
        while (members.Next())
        {
            if (members.Is("token"u8))
                token = members.Value();
            else if (members.Is("logprob"u8))
                logprob = members.Value();
            else if (members.Is("bytes"u8))
                bytes = members.Value();
            else if (members.Is("top_logprobs"u8))
                top = members.Value();
            else if (members.Is("token_id"u8))
                id = members.Value();
        }

        return new TokenLogprob(token.Text(data), logprob.Real(data) ?? 0)
        {
            Bytes = bytes.Type == JsonTokenType.StartArray ? ReadBytes(data, bytes) : null,
            TokenId = id.Number(data) is >= 0 and <= int.MaxValue and var number ? (int)number : null,
            Top = withTop ? ReadTokens(data, top, withTop: false) : [],
        };
    }

    private static Verbatim ReadBytes(ReadOnlySpan<byte> data, JsonSlice list)
    {
        var bytes = new List<byte>();
        var items = new JsonItems(data, list);
        while (items.Next())
            bytes.Add((byte)(items.Current.Number(data) ?? 0));
        return new Verbatim(bytes.ToArray());
    }
}
