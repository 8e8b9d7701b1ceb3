using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Providers.Translation;

namespace HybridAi.Node.Providers.Testing;

/// <summary>A chat as a provider will get it.</summary>
/// <param name="Target">The model that is asked.</param>
/// <param name="Request">What is asked.</param>
/// <param name="Body">How the provider is asked.</param>
public sealed record TrialChat(ChatTarget Target, ChatRequest Request, ChatBody Body)
{
    /// <summary>Writes a chat for a provider.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="deployment">The model; one of the provider's.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="refusal">Why it cannot be asked that, or null.</param>
    public static TrialChat? Write(ConfiguredProvider provider, Deployment deployment, ChatRequest request, out string? refusal)
    {
        var target = new ChatTarget(deployment, provider.Endpoint.Profile) { Tools = request.Tools };
        var report = new TranslationReport(request, deployment.Id);
        var body = ChatTranslation.Write(provider.Endpoint.Format.Chat, request, target, report);
        refusal = body is null ? report.Refusal?.Message : null;
        return body is null ? null : new TrialChat(target, request, body);
    }
}
