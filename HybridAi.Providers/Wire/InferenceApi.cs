namespace HybridAi.Providers.Wire;

/// <summary>An inference API that callers use and providers offer.</summary>
public enum InferenceApi
{
    /// <summary><c>POST /v1/chat/completions</c>.</summary>
    ChatCompletions,

    /// <summary><c>POST /v1/embeddings</c>.</summary>
    Embeddings,
}
