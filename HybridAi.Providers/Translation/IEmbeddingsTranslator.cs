using HybridAi.Core.Chat;

namespace HybridAi.Providers.Translation;

/// <summary>A wire format's embeddings, where they differ from OpenAI's, which callers speak.</summary>
/// <remarks>Stateless and safe for concurrent use.</remarks>
public interface IEmbeddingsTranslator
{
    /// <summary>Writes a request.</summary>
    /// <param name="request">What the caller asks.</param>
    /// <param name="target">What it is written for.</param>
    /// <param name="report">Gets what could not be carried over.</param>
    /// <returns>The body, or null if the report refuses it.</returns>
    ChatBody? Write(EmbeddingsRequest request, ChatTarget target, TranslationReport report);

    /// <summary>Reads an answer.</summary>
    /// <param name="body">The body of a successful answer.</param>
    /// <param name="answer">Gets what it says.</param>
    /// <returns>What is wrong with it, or null.</returns>
    string? ReadAnswer(ReadOnlySpan<byte> body, EmbeddingsAnswer answer);
}
