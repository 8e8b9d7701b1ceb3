using HybridAi.Core.Caching.Semantic;
using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.Caching.Semantic;

/// <summary>The embedder that needs nothing.</summary>
internal sealed class BuiltInEmbedder : IPromptEmbedder
{
    public string Name => NgramEmbedder.Name;

    public ValueTask<float[]?> EmbedAsync(Exchange exchange, string text)
    {
        var vector = new float[NgramEmbedder.Dimensions];
        return new(NgramEmbedder.Embed(text, vector) ? vector : null);
    }
}
