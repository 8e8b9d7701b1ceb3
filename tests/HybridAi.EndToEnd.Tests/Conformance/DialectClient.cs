using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace HybridAi.EndToEnd.Tests.Conformance;

/// <summary>A client of one dialect, written from its description alone: it shares nothing with the product.</summary>
internal abstract class DialectClient
{
    public static readonly DialectClient[] All = [new ChatClient(), new ResponsesClient(), new MessagesClient(), new CompletionsClient()];

    /// <summary>The dialect's name in the feature files.</summary>
    public abstract string Name { get; }

    protected abstract string Path { get; }

    /// <summary>Fields that every request of this dialect needs, unless the feature sets them.</summary>
    protected virtual IEnumerable<(string Name, JsonNode Value)> Defaults => [];

    /// <summary>Fields that ask for a stream's usage, where it does not come by itself.</summary>
    protected virtual JsonObject? StreamOptions => null;

    public abstract Answer ReadAnswer(JsonNode answer);

    /// <summary>Folds a stream as a client does; the same as the answer that is not streamed.</summary>
    public abstract JsonNode Fold(IReadOnlyList<SseEvent> events);

    /// <summary>The stream's error, or null.</summary>
    public virtual string? ErrorOf(IReadOnlyList<SseEvent> events) =>
        events.FirstOrDefault(next => next.Json?["error"] is JsonObject || next.Name == "error")?.Data;

    /// <summary>The next turn: the conversation, the answer, and what its tools said.</summary>
    public abstract JsonObject Continue(JsonObject body, Answer answer, IReadOnlyList<string> results);

    /// <summary>A conversation, the last turn the user's; null if the dialect cannot say it.</summary>
    public abstract JsonObject? Conversation(string? system, IReadOnlyList<string> turns, bool withTool);

    public async Task<Exchange> SendAsync(HttpClient http, JsonObject body, string model, bool streamed)
    {
        var request = (JsonObject)body.DeepClone();
        request["model"] = model;
        foreach (var (name, value) in Defaults)
        {
            if (!request.ContainsKey(name))
                request[name] = value;
        }

        if (streamed)
            request["stream"] = true;
        if (streamed && StreamOptions is { } options)
            request["stream_options"] = options;
        using var content = new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json");
        using var message = new HttpRequestMessage(HttpMethod.Post, Path) { Content = content };
        message.Headers.Add("anthropic-version", "2023-06-01");
        using var response = await http.SendAsync(message);
        var text = await response.Content.ReadAsStringAsync();
        return new Exchange((int)response.StatusCode, response.Headers, text, request, streamed && response.IsSuccessStatusCode ? SseEvent.Parse(text) : null);
    }

    /// <summary>The turns, user and assistant by turns.</summary>
    protected static JsonArray Turns(IReadOnlyList<string> turns) =>
        new([.. turns.Select((text, i) => (JsonNode)new JsonObject { ["role"] = i % 2 == 0 ? "user" : "assistant", ["content"] = text })]);

    protected static JsonObject ToolSchema() => (JsonObject)JsonNode.Parse(
        """{"type":"object","properties":{"city":{"type":"string"},"days":{"type":"array","items":{"type":"integer"}}},"required":["city"],"additionalProperties":false}""")!;

    protected static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    protected static JsonArray Results(IEnumerable<JsonNode> nodes) => new([.. nodes]);
}

/// <summary>One call and what came of it.</summary>
internal sealed record Exchange(int Status, HttpResponseHeaders Headers, string Text, JsonObject Request, IReadOnlyList<SseEvent>? Events)
{
    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}

/// <summary>A server-sent event.</summary>
internal sealed record SseEvent(string Name, string Data)
{
    public JsonNode? Json { get; } = Data.StartsWith('{') ? JsonNode.Parse(Data) : null;

    public static List<SseEvent> Parse(string text)
    {
        Assert.EndsWith("\n\n", text);
        var events = new List<SseEvent>();
        foreach (var block in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, data) = ("", new List<string>());
            foreach (var line in block.Split('\n').Where(line => !line.StartsWith(':')))
            {
                if (line.StartsWith("event:", StringComparison.Ordinal))
                    name = line[6..].Trim();
                else if (line.StartsWith("data:", StringComparison.Ordinal))
                    data.Add(line[5..].TrimStart(' '));
                else
                    Assert.Fail($"not a line of an event: {line}");
            }

            if (data.Count > 0)
                events.Add(new SseEvent(name, string.Join('\n', data)));
        }

        return events;
    }
}
