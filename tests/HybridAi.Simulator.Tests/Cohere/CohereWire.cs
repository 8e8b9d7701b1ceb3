using System.Text.Json;
using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.Cohere;

/// <summary>Requests in Cohere's own wire.</summary>
internal static class CohereWire
{
    public const string Chat = "/cohere/v2/chat";
    public const string Model = "command-a-03-2025";
    public const string WeatherTool =
        ""","tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]""";

    /// <summary>One user message; more members start with a comma.</summary>
    public static string Ask(string text, string more = "", string model = Model) =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":{{JsonSerializer.Serialize(text)}}}]{{more}}}""";

    public static string Turns(string messages, string more = "") => $$"""{"model":"{{Model}}","messages":[{{messages}}]{{more}}}""";

    /// <summary>The events of a stream, each of which says its name twice.</summary>
    public static IReadOnlyList<JsonNode> Events(this Answer answer)
    {
        var events = new List<JsonNode>();
        foreach (var text in answer.Body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = text.Split('\n');
            Assert.Equal(2, lines.Length);
            var json = JsonNode.Parse(lines[1]["data: ".Length..])!;
            Assert.Equal($"event: {json["type"]}", lines[0]);
            events.Add(json);
        }

        return events;
    }

    public static string TextOf(this JsonNode answer) =>
        (string?)answer["message"]!["content"]?.AsArray().LastOrDefault(part => (string?)part!["type"] == "text")?["text"] ?? "";
}
