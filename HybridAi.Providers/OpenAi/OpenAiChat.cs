using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.OpenAi;

/// <summary>Translates to and from OpenAI's chat completions.</summary>
internal sealed class OpenAiChat : IChatTranslator
{
    public ChatBody? Write(ChatRequest request, ChatTarget target, TranslationReport report) => new OpenAiChatWriter(request, target, report).Write();

    public IChatReader OpenReader(ChatTarget target) => new OpenAiChatReader(target);
}
