namespace HybridAi.Providers.Wire;

/// <summary>What follows from which API was called.</summary>
public static class InferenceApis
{
    /// <summary>Whether it is a conversation, which can be translated for providers of any format.</summary>
    /// <param name="api">The API.</param>
    public static bool IsChat(this InferenceApi api) =>
        api is InferenceApi.ChatCompletions or InferenceApi.Responses or InferenceApi.Messages or InferenceApi.Completions;

    /// <summary>
    /// Whether it makes or takes images or sound, which a gateway cannot measure: what such a call used is what the provider says, or what a
    /// price by the piece counts, or unknown.
    /// </summary>
    /// <param name="api">The API.</param>
    public static bool IsMedia(this InferenceApi api) => api is InferenceApi.ImageGenerations or InferenceApi.Transcriptions or InferenceApi.Speech;

    /// <summary>Whether it can be translated for providers that have it in another shape.</summary>
    /// <param name="api">The API.</param>
    public static bool IsTranslatable(this InferenceApi api) => api.IsChat() || api == InferenceApi.Embeddings;

    /// <summary>Whether its usage in streams is asked for by <c>stream_options</c>.</summary>
    /// <param name="api">The API.</param>
    public static bool HasStreamOptions(this InferenceApi api) => api is InferenceApi.ChatCompletions or InferenceApi.Completions;

    /// <summary>Its name among the endpoints of the model catalog, or null if that does not tell.</summary>
    /// <param name="api">The API.</param>
    public static string? CatalogNameOf(this InferenceApi api) => api switch
    {
        InferenceApi.ChatCompletions => "chat_completions",
        InferenceApi.Responses => "responses",
        InferenceApi.Completions => "completions",
        _ => null,
    };

    /// <summary>Its name in usage records and metrics: OpenTelemetry's and OpenAI's, such as <c>chat.completions</c>.</summary>
    /// <param name="api">The API.</param>
    public static string NameOf(this InferenceApi api) => api switch
    {
        InferenceApi.ChatCompletions => "chat.completions",
        InferenceApi.Embeddings => "embeddings",
        InferenceApi.Responses => "responses",
        InferenceApi.Messages => "messages",
        InferenceApi.Completions => "completions",
        InferenceApi.CountTokens => "messages.count_tokens",
        InferenceApi.Rerank => "rerank",
        InferenceApi.ImageGenerations => "images.generations",
        InferenceApi.Transcriptions => "audio.transcriptions",
        InferenceApi.Speech => "audio.speech",
        InferenceApi.Moderations => "moderations",
        _ => throw new ArgumentOutOfRangeException(nameof(api), api, "An API without a name."),
    };
}
