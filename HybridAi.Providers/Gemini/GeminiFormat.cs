using System.Net.Http.Headers;
using HybridAi.Providers.Http;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Gemini;

/// <summary>Google's Gemini API, <c>generateContent</c>: a format that callers do not speak, so that everything is translated.</summary>
public sealed class GeminiFormat : IWireFormat
{
    /// <inheritdoc />
    public string Name => GeminiChat.Wire;

    /// <inheritdoc />
    public InferenceApi? ChatApi => null;

    /// <inheritdoc />
    public IChatTranslator Chat { get; } = new GeminiChat();

    /// <inheritdoc />
    public IEmbeddingsTranslator? Embeddings { get; } = new GeminiEmbeddings();

    /// <inheritdoc />
    public string? TryReadAnswer(InferenceApi api, ReadOnlySpan<byte> body, string? costField, out AnswerFacts facts)
    {
        facts = default;
        return "no answer of this format passes unchanged";
    }

    /// <inheritdoc />
    public IStreamTap TapStream(InferenceApi api, ProviderEndpoint endpoint, bool usageWanted) =>
        throw new NotSupportedException("No stream of this format passes unchanged.");

    /// <inheritdoc />
    public ProviderError ReadError(int status, HttpResponseHeaders headers, ReadOnlySpan<byte> body) => GeminiErrors.Read(status, headers, body);

    /// <inheritdoc />
    public ProviderError ReadStreamError(ReadOnlySpan<byte> data) => GeminiErrors.ReadInStream(data);
}
