using System.Text.Json.Nodes;

namespace HybridAi.EndToEnd.Tests.Conformance;

/// <summary>OpenAI responses.</summary>
internal sealed class ResponsesClient : DialectClient
{
    public override string Name => "responses";

    protected override string Path => "v1/responses";

    public override Answer ReadAnswer(JsonNode answer)
    {
        var items = answer["output"]!.AsArray();
        IEnumerable<JsonNode> Of(string type) => items.Where(item => Text(item!["type"]) == type)!;
        var calls = Of("function_call").Select(item => new ToolCall(Text(item["call_id"]), Text(item["name"]), Text(item["arguments"]))).ToList();
        return new Answer
        {
            Texts = [string.Concat(Of("message").SelectMany(item => item["content"]!.AsArray()).Select(part => Text(part!["text"])))],
            Reasoning = string.Concat(Of("reasoning").SelectMany(item => (item["summary"] as JsonArray ?? []).Concat(item["content"] as JsonArray ?? [])).Select(part => Text(part!["text"]))),
            Calls = calls,
            Finish = Text(answer["status"]) switch
            {
                "completed" => calls.Count > 0 ? "tool_calls" : "stop",
                "incomplete" when Text(answer["incomplete_details"]?["reason"]) == "max_output_tokens" => "length",
                "incomplete" => "content_filter",
                var other => other,
            },
            InputTokens = (long?)answer["usage"]?["input_tokens"],
            OutputTokens = (long?)answer["usage"]?["output_tokens"],
            Raw = answer,
        };
    }

    public override string? ErrorOf(IReadOnlyList<SseEvent> events) => events.FirstOrDefault(next => next.Name is "error" or "response.failed")?.Data;

    // The last event has the whole response; that the deltas amount to it is what the fold checks.
    public override JsonNode Fold(IReadOnlyList<SseEvent> events)
    {
        Assert.Equal("response.created", events[0].Name);
        Assert.Contains(events[^1].Name, new[] { "response.completed", "response.incomplete" });
        var deltas = new Dictionary<(int, int, string), string>();
        for (var i = 0; i < events.Count; i++)
        {
            var json = events[i].Json!;
            Assert.Equal(events[i].Name, Text(json["type"]));
            Assert.Equal(i, (int)json["sequence_number"]!);
            if (!events[i].Name.EndsWith(".delta", StringComparison.Ordinal))
                continue;
            var key = ((int)json["output_index"]!, (int?)json["content_index"] ?? (int?)json["summary_index"] ?? 0, events[i].Name);
            deltas[key] = deltas.GetValueOrDefault(key, "") + Text(json["delta"]);
        }

        var response = events[^1].Json!["response"]!.DeepClone();
        var output = response["output"]!.AsArray();
        foreach (var ((item, part, kind), text) in deltas)
        {
            var whole = kind switch
            {
                "response.output_text.delta" => output[item]!["content"]![part]!["text"],
                "response.refusal.delta" => output[item]!["content"]![part]!["refusal"],
                "response.reasoning_summary_text.delta" => output[item]!["summary"]![part]!["text"],
                "response.reasoning_text.delta" => output[item]!["content"]![part]!["text"],
                "response.function_call_arguments.delta" => output[item]!["arguments"],
                "response.custom_tool_call_input.delta" => output[item]!["input"],
                _ => throw new InvalidOperationException($"no such delta: {kind}"),
            };
            Assert.Equal(Text(whole), text);
        }

        return response;
    }

    public override JsonObject? Conversation(string? system, IReadOnlyList<string> turns, bool withTool)
    {
        var body = new JsonObject { ["input"] = Turns(turns) };
        if (system is not null)
            body["instructions"] = system;
        if (withTool)
            body["tools"] = new JsonArray(new JsonObject { ["type"] = "function", ["name"] = "get_weather", ["parameters"] = ToolSchema(), ["strict"] = false });
        return body;
    }

    public override JsonObject Continue(JsonObject body, Answer answer, IReadOnlyList<string> results)
    {
        var next = (JsonObject)body.DeepClone();
        var input = next["input"] as JsonArray ?? [new JsonObject { ["role"] = "user", ["content"] = next["input"]!.DeepClone() }];
        foreach (var item in answer.Raw["output"]!.AsArray())
            input.Add(item!.DeepClone());
        foreach (var (call, result) in answer.Calls.Zip(results))
            input.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = call.Id, ["output"] = result });
        next["input"] = input;
        return next;
    }
}
