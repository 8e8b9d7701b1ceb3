using HybridAi.Core.Chat;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Anthropic;

/// <summary>Translates to and from Anthropic's messages.</summary>
internal sealed class AnthropicChat : IChatTranslator
{
    public ChatBody? Write(ChatRequest request, ChatTarget target, TranslationReport report) => new AnthropicRequest(request, target, report).Write();

    public IChatReader OpenReader(ChatTarget target) => new AnthropicReader(target);
}
