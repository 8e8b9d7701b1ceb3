using System.Net.Http.Headers;
using HybridAi.Providers.Http;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Anthropic;

/// <summary>Anthropic's messages API (platform.claude.com, API versions 2023-06-01 and 2026-10-21) and whatever is compatible with it.</summary>
public sealed class AnthropicFormat : IWireFormat
{
    /// <inheritdoc />
    public string Name => "anthropic";

    /// <inheritdoc />
    public InferenceApi? ChatApi => InferenceApi.Messages;

    /// <inheritdoc />
    public IReadOnlyList<string> CallerHeaders { get; } = [AnthropicVersion.Header, AnthropicVersion.BetaHeader];

    /// <inheritdoc />
    public IChatTranslator Chat { get; } = new AnthropicChat();

    /// <inheritdoc />
    public string? TryReadAnswer(InferenceApi api, ReadOnlySpan<byte> body, string? costField, out AnswerFacts facts) =>
        AnthropicAnswer.TryRead(api, body, out facts);

    /// <inheritdoc />
    public IStreamTap TapStream(InferenceApi api, ProviderEndpoint endpoint, bool usageWanted) => new AnthropicStreamTap();

    /// <inheritdoc />
    public ProviderError ReadError(int status, HttpResponseHeaders headers, ReadOnlySpan<byte> body) =>
        AnthropicErrors.Read(status, headers, body);

    /// <inheritdoc />
    public ProviderError ReadStreamError(ReadOnlySpan<byte> data) => AnthropicErrors.ReadInStream(data);
}
