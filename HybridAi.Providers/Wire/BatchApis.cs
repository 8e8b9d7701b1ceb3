namespace HybridAi.Providers.Wire;

/// <summary>The APIs that lines of batches may call.</summary>
public static class BatchApis
{
    /// <summary>What a line's <c>url</c> or a batch's <c>endpoint</c> may be, for messages.</summary>
    public const string Accepted = "/v1/chat/completions, /v1/responses, /v1/embeddings or /v1/completions";

    /// <summary>The API of a line's <c>url</c>, or null.</summary>
    /// <param name="url">Such as <c>/v1/chat/completions</c>.</param>
    public static InferenceApi? Find(string? url) => url switch
    {
        "/v1/chat/completions" => InferenceApi.ChatCompletions,
        "/v1/responses" => InferenceApi.Responses,
        "/v1/embeddings" => InferenceApi.Embeddings,
        "/v1/completions" => InferenceApi.Completions,
        _ => null,
    };
}
