using System.Net.Http.Headers;
using HybridAi.Providers.Http;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Cohere;

/// <summary>Cohere's own format: <c>v2/chat</c>, <c>v2/embed</c>, <c>v2/rerank</c>.</summary>
public sealed class CohereFormat : IWireFormat
{
    internal const string WireName = "cohere";

    /// <inheritdoc />
    public string Name => WireName;

    /// <inheritdoc />
    public InferenceApi? ChatApi => null;

    /// <inheritdoc />
    public IChatTranslator Chat { get; } = new CohereChat();

    /// <inheritdoc />
    public IEmbeddingsTranslator? Embeddings { get; } = new CohereEmbeddings();

    /// <inheritdoc />
    public string? TryReadAnswer(InferenceApi api, ReadOnlySpan<byte> body, string? costField, out AnswerFacts facts)
    {
        facts = default;
        return api == InferenceApi.Rerank ? RerankAnswer.TryRead(body, out facts) : "the provider's answers are translated";
    }

    /// <inheritdoc />
    public IStreamTap TapStream(InferenceApi api, ProviderEndpoint endpoint, bool usageWanted) =>
        throw new NotSupportedException("No caller speaks Cohere's chat; its streams are translated.");

    /// <inheritdoc />
    public ProviderError ReadError(int status, HttpResponseHeaders headers, ReadOnlySpan<byte> body) => CohereErrors.Read(status, headers, body);

    /// <inheritdoc />
    public ProviderError ReadStreamError(ReadOnlySpan<byte> data) => CohereErrors.ReadInAnswer(data);
}
