using System.Text.Json.Nodes;

namespace HybridAi.EndToEnd.Tests.Conformance;

/// <summary>OpenAI's legacy completions.</summary>
internal sealed class CompletionsClient : DialectClient
{
    public override string Name => "completions";

    protected override string Path => "v1/completions";

    // The API's own default is 16 tokens.
    protected override IEnumerable<(string, JsonNode)> Defaults => [("max_tokens", 4000)];

    protected override JsonObject? StreamOptions => new() { ["include_usage"] = true };

    public override Answer ReadAnswer(JsonNode answer)
    {
        var choices = answer["choices"]!.AsArray();
        return new Answer
        {
            Texts = [.. choices.Select(choice => Text(choice!["text"]))],
            Finish = Text(choices[0]!["finish_reason"]),
            InputTokens = (long?)answer["usage"]?["prompt_tokens"],
            OutputTokens = (long?)answer["usage"]?["completion_tokens"],
            Raw = answer,
        };
    }

    public override JsonNode Fold(IReadOnlyList<SseEvent> events)
    {
        Assert.Equal("[DONE]", events[^1].Data);
        var choices = new SortedDictionary<int, JsonObject>();
        foreach (var choice in events.SkipLast(1).SelectMany(next => next.Json!["choices"]!.AsArray()))
        {
            var index = (int)choice!["index"]!;
            if (!choices.TryGetValue(index, out var whole))
                choices[index] = whole = new JsonObject { ["index"] = index, ["text"] = "", ["finish_reason"] = null };
            whole["text"] = Text(whole["text"]) + Text(choice["text"]);
            if (choice["finish_reason"] is { } finish)
                whole["finish_reason"] = finish.DeepClone();
        }

        return new JsonObject { ["choices"] = new JsonArray([.. choices.Values]), ["usage"] = events[^2].Json!["usage"]?.DeepClone() };
    }

    public override JsonObject? Conversation(string? system, IReadOnlyList<string> turns, bool withTool) =>
        system is null && turns.Count == 1 && !withTool ? new JsonObject { ["prompt"] = turns[0] } : null;

    public override JsonObject Continue(JsonObject body, Answer answer, IReadOnlyList<string> results) => throw new NotSupportedException();
}
