namespace HybridAi.Gateway.Dialects.Responses;

/// <summary>What earlier, stored responses bring into a request.</summary>
/// <param name="Items">The conversation before the request's own input: <c>{"input":[…]}</c>, or empty.</param>
/// <param name="ById">Single items that the input refers to by their ids, each a JSON object.</param>
internal sealed record History(ReadOnlyMemory<byte> Items, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> ById)
{
    public static readonly History None = new(default, new Dictionary<string, ReadOnlyMemory<byte>>());

    public bool IsEmpty => Items.IsEmpty;
}
