using System.Text.Json.Nodes;

namespace HybridAi.EndToEnd.Tests.Conformance;

/// <summary>Anthropic messages.</summary>
internal sealed class MessagesClient : DialectClient
{
    public override string Name => "messages";

    protected override string Path => "v1/messages";

    protected override IEnumerable<(string, JsonNode)> Defaults => [("max_tokens", 4000)];

    public override Answer ReadAnswer(JsonNode answer)
    {
        var blocks = answer["content"]!.AsArray();
        IEnumerable<JsonNode> Of(string type) => blocks.Where(block => Text(block!["type"]) == type)!;
        var usage = answer["usage"]!;
        return new Answer
        {
            Texts = [string.Concat(Of("text").Select(block => Text(block["text"])))],
            Reasoning = string.Concat(Of("thinking").Select(block => Text(block["thinking"]))),
            Calls = [.. Of("tool_use").Select(block => new ToolCall(Text(block["id"]), Text(block["name"]), block["input"]!.ToJsonString()))],
            Finish = Text(answer["stop_reason"]) switch
            {
                "end_turn" or "stop_sequence" => "stop",
                "max_tokens" => "length",
                "tool_use" => "tool_calls",
                "refusal" => "content_filter",
                var other => other,
            },
            InputTokens = (long)usage["input_tokens"]! + ((long?)usage["cache_read_input_tokens"] ?? 0) + ((long?)usage["cache_creation_input_tokens"] ?? 0),
            OutputTokens = (long)usage["output_tokens"]!,
            Raw = answer,
        };
    }

    public override JsonNode Fold(IReadOnlyList<SseEvent> events)
    {
        Assert.Equal("message_stop", events[^1].Name);
        JsonObject? message = null;
        var partial = "";
        foreach (var next in events)
        {
            var json = next.Json!;
            Assert.Equal(next.Name, Text(json["type"]));
            switch (next.Name)
            {
                case "message_start":
                    message = (JsonObject)json["message"]!.DeepClone();
                    break;
                case "content_block_start":
                    Assert.Equal(message!["content"]!.AsArray().Count, (int)json["index"]!);
                    message["content"]!.AsArray().Add(json["content_block"]!.DeepClone());
                    partial = "";
                    break;
                case "content_block_delta":
                    Add((JsonObject)message!["content"]![(int)json["index"]!]!, json["delta"]!, ref partial);
                    break;
                case "content_block_stop":
                    var block = message!["content"]![(int)json["index"]!]!;
                    if (partial.Length > 0)
                        block["input"] = JsonNode.Parse(partial);
                    break;
                case "message_delta":
                    foreach (var (name, value) in json["delta"]!.AsObject())
                        message![name] = value?.DeepClone();
                    foreach (var (name, value) in json["usage"]!.AsObject())
                        message!["usage"]![name] = value?.DeepClone();
                    break;
            }
        }

        return message!;
    }

    public override JsonObject? Conversation(string? system, IReadOnlyList<string> turns, bool withTool)
    {
        var body = new JsonObject { ["messages"] = Turns(turns) };
        if (system is not null)
            body["system"] = system;
        if (withTool)
            body["tools"] = new JsonArray(new JsonObject { ["name"] = "get_weather", ["input_schema"] = ToolSchema() });
        return body;
    }

    public override JsonObject Continue(JsonObject body, Answer answer, IReadOnlyList<string> results)
    {
        var next = (JsonObject)body.DeepClone();
        var messages = next["messages"]!.AsArray();
        messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = answer.Raw["content"]!.DeepClone() });
        messages.Add(new JsonObject
        {
            ["role"] = "user",
            ["content"] = Results(answer.Calls.Zip(results).Select(pair =>
                (JsonNode)new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = pair.First.Id, ["content"] = pair.Second })),
        });
        return next;
    }

    private static void Add(JsonObject block, JsonNode delta, ref string partial)
    {
        switch (Text(delta["type"]))
        {
            case "text_delta":
                block["text"] = Text(block["text"]) + Text(delta["text"]);
                break;
            case "thinking_delta":
                block["thinking"] = Text(block["thinking"]) + Text(delta["thinking"]);
                break;
            case "signature_delta":
                block["signature"] = Text(delta["signature"]);
                break;
            case "input_json_delta":
                partial += Text(delta["partial_json"]);
                break;
            case "citations_delta":
                var citations = block["citations"] as JsonArray;
                if (citations is null)
                    block["citations"] = citations = [];
                citations.Add(delta["citation"]!.DeepClone());
                break;
            case var unknown:
                Assert.Fail($"no such delta: {unknown}");
                break;
        }
    }
}
