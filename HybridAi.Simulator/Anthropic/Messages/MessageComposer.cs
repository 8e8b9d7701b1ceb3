using System.Text;
using System.Text.Json;
using HybridAi.Simulator.Anthropic.Requests;
using HybridAi.Simulator.Answers;
using HybridAi.Simulator.Http;

namespace HybridAi.Simulator.Anthropic.Messages;

/// <summary>Composes messages: the same request gives the same answer, streamed or not.</summary>
internal static class MessageComposer
{
    public static MessageAnswer Compose(Exchange exchange, MessagesRequest request, bool good)
    {
        var simulation = exchange.Simulation;
        var model = request.Chat.Model.Catalog;
        var cache = exchange.Provider.Blocks.Use(exchange.Key, request.CachePoints);
        var choice = WithoutHalfCalls(ChatComposer.Compose(
            request.Chat, exchange.Profile, request.Chat.Prompt.Hash, good, () => simulation.NextId("toolu_01", 22)));
        var answer = new ChatAnswer
        {
            Id = simulation.NextId("msg_01", 22),
            Created = simulation.Time.GetUtcNow().ToUnixTimeSeconds(),
            Model = model.Id,
            Fingerprint = "",
            Choices = [choice],
            PromptTokens = request.Chat.Prompt.Tokens,
            CachedTokens = cache.Read,
            CacheWriteTokens = cache.Written,
            CacheWrite1hTokens = cache.WrittenForHour,
        };
        return new MessageAnswer(request, answer, cache, Blocks(request, choice));
    }

    private static List<AnswerBlock> Blocks(MessagesRequest request, ChoiceAnswer choice)
    {
        var blocks = new List<AnswerBlock>();
        if (choice.ReasoningTokens > 0 && request.RedactThinking)
        {
            blocks.Add(new AnswerBlock(BlockKind.RedactedThinking, "")
            {
                Seal = ThinkingSeals.Redact(choice.ReasoningTokens, request.Chat.Prompt.Hash), ReasoningTokens = choice.ReasoningTokens,
            });
        }
        else if (choice.ReasoningTokens > 0)
        {
            var text = request.ShowThinking ? choice.Reasoning : "";
            blocks.Add(new AnswerBlock(BlockKind.Thinking, text) { Seal = ThinkingSeals.Sign(text, request.Chat.Prompt.Hash), ReasoningTokens = choice.ReasoningTokens });
        }

        if (choice.Content is { Length: > 0 } content)
            blocks.Add(new AnswerBlock(BlockKind.Text, content) { Cites = request.Citable });
        blocks.AddRange(choice.ToolCalls.Select(call => new AnswerBlock(BlockKind.ToolUse, call.Arguments) { Call = call }));
        return blocks;
    }

    // The input of a call is an object, which half a text is not. It is left out, so that a stream and a whole answer stay the same.
    private static ChoiceAnswer WithoutHalfCalls(ChoiceAnswer choice)
    {
        if (choice.ToolCalls is not [.., var last] || IsObject(last.Arguments))
            return choice;
        return choice with { ToolCalls = [.. choice.ToolCalls.SkipLast(1)], VisibleTokens = choice.VisibleTokens - last.Tokens };
    }

    private static bool IsObject(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(json));
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
