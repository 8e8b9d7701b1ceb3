using System.Text.Json;
using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.Gemini;

/// <summary>Requests in Gemini's own wire.</summary>
internal static class GeminiWire
{
    public const string Third = "gemini-3.8-flash";
    public const string Second = "gemini-2.5-flash";
    public const string WeatherTool =
        ""","tools":[{"functionDeclarations":[{"name":"get_weather","parameters":{"type":"OBJECT","properties":{"city":{"type":"STRING"},"days":{"type":"NUMBER"}}}}]}]""";

    public static string Path(string model, string method = "generateContent") => $"/gemini/v1beta/models/{model}:{method}";

    /// <summary>One user message; more members start with a comma.</summary>
    public static string Ask(string text, string more = "") =>
        $$"""{"contents":[{"role":"user","parts":[{"text":{{JsonSerializer.Serialize(text)}}}]}]{{more}}}""";

    public static string Turns(string contents, string more = "") => $$"""{"contents":[{{contents}}]{{more}}}""";

    /// <summary>The chunks of a stream of events.</summary>
    public static IReadOnlyList<JsonNode> Events(this Answer answer) =>
        [.. answer.Body.Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line["data: ".Length..])!)];

    public static string TextOf(this JsonNode answer) => string.Concat(
        answer["candidates"]![0]!["content"]!["parts"]?.AsArray().Where(part => part!["thought"] is null).Select(part => (string?)part!["text"]) ?? []);
}
