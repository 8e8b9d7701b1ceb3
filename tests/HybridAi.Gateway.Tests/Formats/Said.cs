using System.Text;
using System.Text.Json.Nodes;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Tests.Formats;

/// <summary>What an answer says: read from recorded bytes by the descriptions of the wires alone, or from the typed model.</summary>
/// <param name="Text">All texts of all choices, in order.</param>
/// <param name="Reasoning">All reasoning.</param>
/// <param name="Calls">Names and arguments of all calls.</param>
internal sealed record Said(string Text, string Reasoning, string Calls)
{
    public static Said In(string wire, JsonNode answer) => wire switch
    {
        "anthropic" => InBlocks(List(answer["content"])),
        "gemini" => InParts(List(answer["candidates"]).SelectMany(candidate => List(candidate["content"]?["parts"]))),
        "cohere" => Join([InMessage(answer["message"]!)]),
        "responses" => InItems(List(answer["output"])),
        "completions" => new Said(string.Concat(List(answer["choices"]).Select(choice => (string?)choice["text"])), "", ""),
        _ => Join(List(answer["choices"]).Select(choice => InMessage(choice["message"]!))),
    };

    public static Said In(ChatResponse response)
    {
        var parts = response.Choices.SelectMany(choice => choice.Parts).ToArray();
        return new Said(
            string.Concat(parts.OfType<ChatPart.Text>().Select(text => text.Value)),
            string.Concat(parts.OfType<ChatPart.Reasoning>().SelectMany(reasoning => reasoning.Texts).Select(text => text.Text)),
            string.Concat(parts.OfType<ChatPart.ToolCall>().Select(call => Call(call.Name, call.Input.Decode()))));
    }

    /// <summary>The text that a dialect's stream tells, piece by piece.</summary>
    public static string TextInStream(ChatDialect dialect, string stream)
    {
        var text = new StringBuilder();
        var byChoice = new SortedDictionary<int, StringBuilder>();
        foreach (var line in stream.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)))
        {
            var data = JsonNode.Parse(line[6..])!;
            if (dialect == ChatDialect.Messages)
                text.Append((string?)data["delta"]?["type"] == "text_delta" ? (string?)data["delta"]!["text"] : null);
            else if (dialect == ChatDialect.Responses)
                text.Append((string?)data["type"] == "response.output_text.delta" ? (string?)data["delta"] : null);
            foreach (var choice in List(data["choices"]))
            {
                var index = (int)choice["index"]!;
                if (!byChoice.TryGetValue(index, out var said))
                    byChoice[index] = said = new StringBuilder();
                said.Append((string?)choice["text"] ?? (choice["delta"]?["content"] is JsonValue content ? (string?)content : null));
            }
        }

        return text + string.Concat(byChoice.Values);
    }

    private static Said InBlocks(IEnumerable<JsonNode> blocks)
    {
        var all = blocks.ToArray();
        return new Said(
            string.Concat(Of(all, "text").Select(block => (string?)block["text"])),
            string.Concat(Of(all, "thinking").Select(block => (string?)block["thinking"])),
            string.Concat(Of(all, "tool_use").Select(block => Call((string?)block["name"], block["input"]!.ToJsonString()))));
    }

    private static Said InParts(IEnumerable<JsonNode> parts)
    {
        var all = parts.ToArray();
        return new Said(
            string.Concat(all.Where(part => part["thought"] is null).Select(part => (string?)part["text"])),
            string.Concat(all.Where(part => part["thought"] is not null).Select(part => (string?)part["text"])),
            string.Concat(all.Where(part => part["functionCall"] is not null).Select(part => Call((string?)part["functionCall"]!["name"], part["functionCall"]!["args"]?.ToJsonString()))));
    }

    // Messages of chat completions and of Cohere, whose content is a text or a list.
    private static Said InMessage(JsonNode message)
    {
        var content = message["content"] is JsonArray list ? List(list).ToArray() : [];
        var thinking = Of(content, "thinking").SelectMany(part => part["thinking"] is JsonArray texts ? List(texts).Select(text => (string?)text["text"]) : [(string?)part["thinking"]]);
        return new Said(
            string.Concat(message["content"] is JsonValue text ? (string?)text : null, string.Concat(Of(content, "text").Select(part => (string?)part["text"]))),
            string.Concat((string?)message["tool_plan"], (string?)message["reasoning"] ?? (string?)message["reasoning_content"], string.Concat(thinking)),
            string.Concat(List(message["tool_calls"]).Select(call => Call((string?)(call["function"] ?? call["custom"])!["name"], (string?)(call["function"]?["arguments"] ?? call["custom"]?["input"])))));
    }

    private static Said InItems(IEnumerable<JsonNode> items)
    {
        var all = items.ToArray();
        var contents = Of(all, "message").SelectMany(item => List(item["content"])).ToArray();
        return new Said(
            string.Concat(Of(contents, "output_text").Select(part => (string?)part["text"])),
            string.Concat(Of(all, "reasoning").SelectMany(item => List(item["summary"]).Concat(List(item["content"]))).Select(part => (string?)part["text"])),
            string.Concat(all.Where(item => (string?)item["type"] is "function_call" or "custom_tool_call").Select(call => Call((string?)call["name"], (string?)(call["arguments"] ?? call["input"])))));
    }

    private static Said Join(IEnumerable<Said> choices) =>
        choices.Aggregate(new Said("", "", ""), (sum, next) => new Said(sum.Text + next.Text, sum.Reasoning + next.Reasoning, sum.Calls + next.Calls));

    private static string Call(string? name, string? input)
    {
        try
        {
            return $"[{name} {JsonNode.Parse(input!)!.ToJsonString()}]";
        }
        catch (System.Text.Json.JsonException)
        {
            return $"[{name} {input}]";
        }
    }

    private static IEnumerable<JsonNode> Of(IEnumerable<JsonNode> list, string type) => list.Where(item => (string?)item["type"] == type);

    private static IEnumerable<JsonNode> List(JsonNode? list) => list is JsonArray items ? items.OfType<JsonNode>() : [];
}
