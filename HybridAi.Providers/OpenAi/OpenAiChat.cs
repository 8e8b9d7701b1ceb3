using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.OpenAi;

/// <summary>Translates to and from OpenAI's chat completions.</summary>
internal sealed class OpenAiChat : IChatTranslator
{
    public ChatBody? Write(ChatRequest request, ChatTarget target, TranslationReport report)
    {
        report.Refuse("model", $"{report.Target} can only be called by POST /v1/chat/completions.");
        return null;
    }

    public IChatReader OpenReader(ChatTarget target) => throw new NotSupportedException();
}
