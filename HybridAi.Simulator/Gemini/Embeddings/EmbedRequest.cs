using HybridAi.Simulator.Gemini.Requests;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Gemini.Embeddings;

/// <summary>What is to be embedded.</summary>
internal sealed record EmbedRequest(
    ServedModel Model, IReadOnlyList<(string Text, int Dimensions)> Inputs, int Tokens, PromptModalities Modalities);
