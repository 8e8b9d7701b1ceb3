using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.OpenAi.Embeddings;

/// <summary>An embedding request that was found to be in order.</summary>
internal sealed record EmbeddingRequest
{
    public required ServedModel Model { get; init; }

    /// <summary>Texts; a list of token numbers is taken as the text of its numbers.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    public required int Tokens { get; init; }

    public required int Dimensions { get; init; }

    public bool Base64 { get; init; }

    /// <summary><c>float</c>, or a quantized form where the provider has one.</summary>
    public string DataType { get; init; } = "float";
}
