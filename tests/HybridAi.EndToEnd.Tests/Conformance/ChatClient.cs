using System.Text.Json.Nodes;

namespace HybridAi.EndToEnd.Tests.Conformance;

/// <summary>OpenAI chat completions.</summary>
internal sealed class ChatClient : DialectClient
{
    public override string Name => "chat";

    protected override string Path => "v1/chat/completions";

    protected override JsonObject? StreamOptions => new() { ["include_usage"] = true };

    public override Answer ReadAnswer(JsonNode answer)
    {
        var choices = answer["choices"]!.AsArray();
        var first = choices[0]!["message"]!;
        return new Answer
        {
            Texts = [.. choices.Select(choice => Content(choice!["message"]!["content"], "text"))],
            Reasoning = Text(first["reasoning"]) is { Length: > 0 } reasoning ? reasoning
                : Text(first["reasoning_content"]) is { Length: > 0 } content ? content
                : Content(first["content"], "thinking"),
            Calls = [.. (first["tool_calls"] as JsonArray ?? []).Select(call =>
                new ToolCall(Text(call!["id"]), Text(call["function"]!["name"]), Text(call["function"]!["arguments"])))],
            Finish = Text(choices[0]!["finish_reason"]),
            InputTokens = (long?)answer["usage"]?["prompt_tokens"],
            OutputTokens = (long?)answer["usage"]?["completion_tokens"],
            Raw = answer,
        };
    }

    // Mistral's own answers have parts where reasoning is among them.
    private static string Content(JsonNode? content, string type) => content is not JsonArray parts ? type == "text" ? Text(content) : ""
        : string.Concat(parts.Where(part => Text(part!["type"]) == type)
            .Select(part => type == "text" ? Text(part!["text"]) : string.Concat(part!["thinking"]!.AsArray().Select(inner => Text(inner!["text"])))));

    public override JsonNode Fold(IReadOnlyList<SseEvent> events)
    {
        Assert.Equal("[DONE]", events[^1].Data);
        var choices = new SortedDictionary<int, JsonObject>();
        JsonNode? usage = null;
        foreach (var chunk in events.SkipLast(1).Select(next => next.Json!))
        {
            usage = chunk["usage"]?.DeepClone() ?? usage;
            foreach (var choice in chunk["choices"]!.AsArray())
            {
                var index = (int)choice!["index"]!;
                if (!choices.TryGetValue(index, out var whole))
                    choices[index] = whole = new JsonObject { ["index"] = index, ["message"] = new JsonObject { ["content"] = null }, ["finish_reason"] = null };
                if (choice["delta"] is JsonObject delta)
                    Add(whole["message"]!.AsObject(), delta);
                if (choice["finish_reason"] is { } finish)
                    whole["finish_reason"] = finish.DeepClone();
            }
        }

        return new JsonObject { ["choices"] = new JsonArray([.. choices.Values]), ["usage"] = usage };
    }

    public override JsonObject? Conversation(string? system, IReadOnlyList<string> turns, bool withTool)
    {
        var messages = Turns(turns);
        if (system is not null)
            messages.Insert(0, new JsonObject { ["role"] = "system", ["content"] = system });
        var body = new JsonObject { ["messages"] = messages };
        if (withTool)
            body["tools"] = new JsonArray(new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = "get_weather", ["parameters"] = ToolSchema() } });
        return body;
    }

    public override JsonObject Continue(JsonObject body, Answer answer, IReadOnlyList<string> results)
    {
        var next = (JsonObject)body.DeepClone();
        var messages = next["messages"]!.AsArray();
        var message = (JsonObject)answer.Raw["choices"]![0]!["message"]!.DeepClone();
        message["role"] = "assistant";
        messages.Add(message);
        foreach (var (call, result) in answer.Calls.Zip(results))
            messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = call.Id, ["content"] = result });
        return next;
    }

    private static void Add(JsonObject message, JsonObject delta)
    {
        foreach (var (name, value) in delta)
        {
            if (name == "tool_calls")
                AddCalls(message, value!.AsArray());
            else if (name == "reasoning_details")
                message[name] = new JsonArray([.. (message[name] as JsonArray ?? []).Concat(value!.AsArray()).Select(item => item!.DeepClone())]);
            else if (name == "content" && (value is JsonArray || message[name] is JsonArray))
                message[name] = Join(message[name], value);
            else if (value is JsonValue text && text.TryGetValue(out string? addition) && name != "role")
                message[name] = Text(message[name]) + addition;
        }
    }

    private static JsonArray Join(JsonNode? before, JsonNode? addition)
    {
        var parts = before is JsonArray known ? known.DeepClone().AsArray() : Parts(before);
        foreach (var part in addition is JsonArray more ? more.DeepClone().AsArray() : Parts(addition))
            parts.Add(part!.DeepClone());
        return parts;
    }

    private static JsonArray Parts(JsonNode? text) => Text(text) is { Length: > 0 } value ? [new JsonObject { ["type"] = "text", ["text"] = value }] : [];

    private static void AddCalls(JsonObject message, JsonArray deltas)
    {
        var calls = message["tool_calls"] as JsonArray;
        if (calls is null)
            message["tool_calls"] = calls = [];
        foreach (var delta in deltas)
        {
            var index = (int)delta!["index"]!;
            Assert.InRange(index, 0, calls.Count);
            if (index == calls.Count)
            {
                Assert.NotEmpty(Text(delta["id"]));
                calls.Add(new JsonObject { ["id"] = Text(delta["id"]), ["type"] = "function", ["function"] = new JsonObject { ["name"] = Text(delta["function"]!["name"]), ["arguments"] = "" } });
            }

            var function = calls[index]!["function"]!;
            function["arguments"] = Text(function["arguments"]) + Text(delta["function"]?["arguments"]);
        }
    }
}
