using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Cohere.Embeddings;

/// <summary>What is to be embedded.</summary>
internal sealed record EmbedRequest
{
    public required ServedModel Model { get; init; }

    /// <summary>What each vector is made of.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>The texts as they are said back; none where parts were given.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    public required IReadOnlyList<string> Types { get; init; }

    public required int Dimensions { get; init; }

    public required int Tokens { get; init; }

    public int Images { get; init; }
}
