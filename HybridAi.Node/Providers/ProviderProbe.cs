using HybridAi.Core.Catalog;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Core.Routing;
using HybridAi.Node.Providers.Testing;

namespace HybridAi.Node.Providers;

/// <summary>Tries a provider by the smallest real chat: the only call that shows that address, key, format and model are right together.</summary>
public sealed class ProviderProbe(TrialCalls calls, TimeProvider time)
{
    private const int MostOutputTokens = 16;

    private static readonly TokenUsage Sample = new() { Input = 1000, Output = 1000 };

    /// <summary>Asks the cheapest of its chat models.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ProbeResult> RunAsync(ConfiguredProvider provider, CancellationToken cancellationToken)
    {
        if (CheapestChat(provider.Models, time.GetUtcNow()) is not { } deployment)
            return new ProbeResult { Message = "It was not tried: it lists no chat model." };
        var request = new ChatRequest
        {
            Dialect = ChatDialect.ChatCompletions,
            Model = deployment.Model,
            Messages = [new ChatMessage(ChatRole.User, [new ChatPart.Text("ping")])],
            MaxOutputTokens = MostOutputTokens,
        };
        if (TrialChat.Write(provider, deployment, request, out var refusal) is not { } chat)
            return new ProbeResult { Model = deployment.Model, Message = $"It was not tried: {refusal}" };
        var answer = await calls.ChatAsync(provider, chat, cancellationToken);
        return new ProbeResult { Ok = answer.Problem is null, Model = deployment.Model, Status = answer.Status, Message = answer.Problem, Duration = answer.Duration };
    }

    /// <summary>The cheapest chat model. Of those whose prices are not known nobody can say what they cost; they come last.</summary>
    internal static Deployment? CheapestChat(ProviderModels models, DateTimeOffset now) => Cheapest(models, kind => kind is null or ModelKind.Chat, Sample, now);

    /// <summary>The cheapest model that makes vectors, likewise.</summary>
    internal static Deployment? CheapestEmbedding(ProviderModels models, DateTimeOffset now) => Cheapest(models, kind => kind is ModelKind.Embedding, Sample with { Output = 0 }, now);

    private static Deployment? Cheapest(ProviderModels models, Func<ModelKind?, bool> isOfKind, TokenUsage sample, DateTimeOffset now) => models.Listed.Where(model => isOfKind(model.Kind))
        .OrderBy(model => model.Prices.CostOf(sample, now)?.NanoDollars ?? long.MaxValue).ThenBy(model => model.Model, StringComparer.Ordinal).FirstOrDefault();
}
