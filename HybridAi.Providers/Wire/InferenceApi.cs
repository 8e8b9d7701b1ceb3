namespace HybridAi.Providers.Wire;

/// <summary>An inference API that callers use and providers offer.</summary>
public enum InferenceApi
{
    /// <summary><c>POST /v1/chat/completions</c>.</summary>
    ChatCompletions,

    /// <summary><c>POST /v1/embeddings</c>.</summary>
    Embeddings,

    /// <summary>OpenAI's <c>POST /v1/responses</c>.</summary>
    Responses,

    /// <summary>Anthropic's <c>POST /v1/messages</c>.</summary>
    Messages,

    /// <summary>OpenAI's legacy <c>POST /v1/completions</c>.</summary>
    Completions,

    /// <summary>Anthropic's <c>POST /v1/messages/count_tokens</c>.</summary>
    CountTokens,

    /// <summary><c>POST /v1/rerank</c>, as Cohere and Jina have it.</summary>
    Rerank,

    /// <summary>OpenAI's <c>POST /v1/images/generations</c>.</summary>
    ImageGenerations,

    /// <summary>OpenAI's <c>POST /v1/audio/transcriptions</c>: a form, not JSON.</summary>
    Transcriptions,

    /// <summary>OpenAI's <c>POST /v1/audio/speech</c>: the answer is sound, not JSON.</summary>
    Speech,

    /// <summary>OpenAI's <c>POST /v1/moderations</c>.</summary>
    Moderations,
}
