using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.OpenAi.Chat;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>Composes responses: the same request gives the same answer, streamed or not.</summary>
internal static class ResponseComposer
{
    private const string Refusal = "I'm sorry, but I can't help with that.";
    private const int SummaryTokens = 24;

    public static ResponseAnswer Compose(Exchange exchange, ResponseRequest request, bool good)
    {
        var (profile, simulation, chat) = (exchange.Profile, exchange.Simulation, request.Chat);
        var (cached, written) = profile.PromptCaching ? exchange.Provider.Cache.Use(exchange.Key, chat.Model.Catalog.Id, chat.Prompt) : (0, 0);
        var refuses = chat.Question.Contains("[[refuse]]", StringComparison.Ordinal);
        if (refuses)
            chat = chat with { Question = $"[[say:{Refusal}]]", Tools = [] };
        var choice = ChatComposer.Compose(
            chat, profile, chat.Prompt.Hash, good, () => simulation.NextId(profile.ToolCallIdPrefix, profile.ToolCallIdLength));
        var answer = new ChatAnswer
        {
            Id = simulation.NextId("resp_", 48),
            Created = simulation.Time.GetUtcNow().ToUnixTimeSeconds(),
            Model = chat.Model.AnswerName,
            Fingerprint = "",
            Choices = [choice],
            PromptTokens = chat.Prompt.Tokens,
            CachedTokens = cached,
            CacheWriteTokens = ChatEndpoint.WritesAreBilled(chat) ? written : 0,
        };
        return new ResponseAnswer(request, answer, Items(exchange, request, choice, refuses));
    }

    private static List<OutputItem> Items(Exchange exchange, ResponseRequest request, ChoiceAnswer choice, bool refuses)
    {
        var simulation = exchange.Simulation;
        var items = new List<OutputItem>();
        if (choice.ReasoningTokens > 0)
        {
            items.Add(new OutputItem(OutputKind.Reasoning, simulation.NextId("rs_", 48), choice.Reasoning)
            {
                ReasoningTokens = choice.ReasoningTokens,
                Summary = Summarize(request, choice.ReasoningTokens),
                Encrypted = request.Encrypted && exchange.Profile.EncryptsReasoning ? ReasoningSeal.Make(exchange.Profile.Name, choice.ReasoningTokens, request.Chat.Prompt.Hash) : null,
            });
        }

        if (choice.Content is { } content && (content.Length > 0 || choice.ToolCalls.Count == 0) && !(content.Length == 0 && items.Count > 0 && choice.FinishReason == "length"))
            items.Add(new OutputItem(refuses ? OutputKind.Refusal : OutputKind.Message, simulation.NextId("msg_", 48), content));
        foreach (var call in choice.ToolCalls)
            items.Add(new OutputItem(OutputKind.Call, simulation.NextId(call.Custom ? "ctc_" : "fc_", 48), call.Arguments) { Call = call });
        if (choice.FinishReason is "length" or "content_filter" && items.Count > 0)
            items[^1] = items[^1] with { Incomplete = true };
        return items;
    }

    // A detailed summary has two parts, so that readers meet more than one.
    private static IReadOnlyList<string> Summarize(ResponseRequest request, int reasoning)
    {
        if (request.Summary is null)
            return [];
        var seed = request.Chat.Prompt.Hash;
        var first = "**Looking at the request**\n\n" + TextComposer.Thinking(Math.Min(SummaryTokens, reasoning), seed);
        return request.Summary == "detailed" ? [first, "**Choosing an answer**\n\n" + TextComposer.Thinking(Math.Min(SummaryTokens, reasoning), seed + 1)] : [first];
    }
}
