using HybridAi.Core.Chat;

namespace HybridAi.Providers.Translation;

/// <summary>A wire format's half of translation: typed requests become its bodies, its answers become typed events.</summary>
/// <remarks>Stateless and safe for concurrent use; what an answer needs is in its reader.</remarks>
public interface IChatTranslator
{
    /// <summary>Writes a request that <see cref="ChatTranslation"/> has ordered and checked; only that calls it.</summary>
    /// <param name="request">What the caller asks.</param>
    /// <param name="target">What it is written for.</param>
    /// <param name="report">Gets what could not be carried over.</param>
    /// <returns>The body, or null if the report refuses it.</returns>
    internal ChatBody? Write(ChatRequest request, ChatTarget target, TranslationReport report);

    /// <summary>Begins to read an answer, streamed or not.</summary>
    /// <param name="target">What was asked.</param>
    IChatReader OpenReader(ChatTarget target);
}
