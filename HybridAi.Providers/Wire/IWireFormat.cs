using System.Net.Http.Headers;

namespace HybridAi.Providers.Wire;

/// <summary>A wire format, as far as pass-through needs it: what must be read from answers whose bytes go on unchanged.</summary>
public interface IWireFormat
{
    /// <summary>Its name in configuration: <c>openai</c>.</summary>
    string Name { get; }

    /// <summary>The API that is this format's own chat, so that a caller's body passes unchanged; null if callers cannot speak it.</summary>
    InferenceApi? ChatApi { get; }

    /// <summary>Headers of a caller that go on to a provider when the caller's body passes unchanged.</summary>
    IReadOnlyList<string> CallerHeaders => [];

    /// <summary>Translates chats of other dialects.</summary>
    Translation.IChatTranslator Chat { get; }

    /// <summary>Translates embeddings; null if its own API is the one that callers speak, or it has none.</summary>
    Translation.IEmbeddingsTranslator? Embeddings => null;

    /// <summary>Reads a whole answer.</summary>
    /// <param name="api">What was asked for.</param>
    /// <param name="body">The answer.</param>
    /// <param name="costField">The field of the usage object that carries the cost, or null.</param>
    /// <param name="facts">What it says.</param>
    /// <returns>What is wrong with it, or null.</returns>
    string? TryReadAnswer(InferenceApi api, ReadOnlySpan<byte> body, string? costField, out AnswerFacts facts);

    /// <summary>Begins to read a streamed answer whose bytes go on unchanged.</summary>
    /// <param name="api">What was asked for.</param>
    /// <param name="endpoint">The provider.</param>
    /// <param name="usageWanted">Whether the caller asked for the usage.</param>
    IStreamTap TapStream(InferenceApi api, Http.ProviderEndpoint endpoint, bool usageWanted);

    /// <summary>Reads an error answer.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="headers">The response headers.</param>
    /// <param name="body">The body, perhaps cut short.</param>
    ProviderError ReadError(int status, HttpResponseHeaders headers, ReadOnlySpan<byte> body);

    /// <summary>Reads an error that came as an event of a stream.</summary>
    /// <param name="data">The event's data.</param>
    ProviderError ReadStreamError(ReadOnlySpan<byte> data);
}
