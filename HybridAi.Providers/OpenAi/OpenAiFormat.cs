using System.Net.Http.Headers;
using HybridAi.Providers.Http;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.OpenAi;

/// <summary>The OpenAI format: OpenAI itself, Azure OpenAI, Groq, Mistral, Cerebras, OpenRouter, Ollama, vLLM and whatever is compatible.</summary>
public sealed class OpenAiFormat : IWireFormat
{
    /// <inheritdoc />
    public string Name => "openai";

    /// <inheritdoc />
    public InferenceApi? ChatApi => InferenceApi.ChatCompletions;

    /// <inheritdoc />
    public IChatTranslator Chat { get; } = new OpenAiChat();

    /// <inheritdoc />
    public string? TryReadAnswer(InferenceApi api, ReadOnlySpan<byte> body, string? costField, out AnswerFacts facts) =>
        api switch
        {
            InferenceApi.Responses => ResponsesAnswer.TryRead(body, costField, out facts),
            InferenceApi.ImageGenerations or InferenceApi.Transcriptions or InferenceApi.Moderations => MediaAnswer.TryRead(api, body, out facts),
            InferenceApi.Rerank => RerankAnswer.TryRead(body, out facts),
            _ => OpenAiAnswer.TryRead(api, body, costField, out facts),
        };

    /// <inheritdoc />
    public IStreamTap TapStream(InferenceApi api, ProviderEndpoint endpoint, bool usageWanted) =>
        api == InferenceApi.Responses ? new ResponsesStreamTap(endpoint.Profile.CostField)
        : api.IsMedia() ? new MediaStreamTap(api)
        : new OpenAiStreamTap(endpoint.Profile.StreamUsage, endpoint.Profile.CostField, usageWanted);

    /// <inheritdoc />
    public ProviderError ReadError(int status, HttpResponseHeaders headers, ReadOnlySpan<byte> body) =>
        OpenAiErrors.Read(status, headers, body);

    /// <inheritdoc />
    public ProviderError ReadStreamError(ReadOnlySpan<byte> data) => OpenAiErrors.ReadInStream(data);
}
