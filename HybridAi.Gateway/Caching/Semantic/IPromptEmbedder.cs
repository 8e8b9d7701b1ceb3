using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.Caching.Semantic;

/// <summary>Puts a prompt's meaning into a vector: prompts that mean the same have vectors of nearly the same direction.</summary>
internal interface IPromptEmbedder
{
    /// <summary>What it is called. Vectors of different names are never compared.</summary>
    string Name { get; }

    /// <summary>Makes a vector.</summary>
    /// <param name="exchange">The request that it is for, and whose caller pays for it where it costs anything.</param>
    /// <param name="text">The prompt.</param>
    /// <returns>Null if there is none, for whatever reason: then nothing is looked for by meaning.</returns>
    ValueTask<float[]?> EmbedAsync(Exchange exchange, string text);
}
