using HybridAi.Core.Catalog;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Inference;

/// <summary>Which kind of model an API needs, and what a caller is told who named another.</summary>
internal static class ModelKinds
{
    /// <summary>The kind that an API needs.</summary>
    public static ModelKind Of(InferenceApi api) => api switch
    {
        InferenceApi.Embeddings => ModelKind.Embedding,
        InferenceApi.Rerank => ModelKind.Rerank,
        InferenceApi.ImageGenerations => ModelKind.Image,
        InferenceApi.Transcriptions => ModelKind.Transcription,
        InferenceApi.Speech => ModelKind.Speech,
        InferenceApi.Moderations => ModelKind.Moderation,
        _ => ModelKind.Chat,
    };

    /// <summary>Why a model cannot be called by an API, and how to mend it.</summary>
    /// <param name="name">The model as the caller named it.</param>
    /// <param name="kind">What it is for, if that is known.</param>
    /// <param name="api">What was called.</param>
    public static string Explain(string name, ModelKind? kind, InferenceApi api) => kind == Of(api) ? $"'{name}' cannot be called here." : kind switch
    {
        ModelKind.Embedding => $"'{name}' is an embedding model; call POST /v1/embeddings.",
        ModelKind.Rerank => $"'{name}' is a reranking model; call POST /v1/rerank.",
        ModelKind.Image => $"'{name}' makes images; call POST /v1/images/generations.",
        ModelKind.Transcription => $"'{name}' transcribes audio; call POST /v1/audio/transcriptions.",
        ModelKind.Speech => $"'{name}' speaks texts; call POST /v1/audio/speech.",
        ModelKind.Moderation => $"'{name}' moderates; call POST /v1/moderations.",
        _ => api switch
        {
            InferenceApi.Embeddings => $"'{name}' makes no embeddings; name an embedding model, or call POST /v1/chat/completions.",
            InferenceApi.Rerank => $"'{name}' cannot rerank; name a reranking model, or call POST /v1/chat/completions.",
            InferenceApi.ImageGenerations => $"'{name}' makes no images here; name an image model, or call POST /v1/chat/completions.",
            InferenceApi.Transcriptions => $"'{name}' does not transcribe; name a transcription model, or call POST /v1/chat/completions.",
            InferenceApi.Speech => $"'{name}' does not speak; name a speech model, or call POST /v1/chat/completions.",
            InferenceApi.Moderations => $"'{name}' does not moderate; name a moderation model, or call POST /v1/chat/completions.",
            _ => $"'{name}' cannot be called here.",
        },
    };
}
