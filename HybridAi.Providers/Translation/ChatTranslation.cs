using HybridAi.Core.Chat;

namespace HybridAi.Providers.Translation;

/// <summary>The one way from a typed request to a provider's body: its tool turns are ordered, then it is checked, then written.</summary>
public static class ChatTranslation
{
    /// <summary>Writes a request for a provider.</summary>
    /// <param name="format">The provider's format.</param>
    /// <param name="request">What the caller asks.</param>
    /// <param name="target">What it is written for.</param>
    /// <param name="report">Gets what could not be carried over.</param>
    /// <returns>The body, or null if the report refuses it.</returns>
    public static ChatBody? Write(IChatTranslator format, ChatRequest request, ChatTarget target, TranslationReport report)
    {
        var ordered = ToolTurns.Order(request);
        CapabilityCheck.Run(ordered, target, report);
        return report.IsPossible ? format.Write(ordered, target, report) : null;
    }
}
