using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.Gemini;

public sealed class GeminiStreamTests : IAsyncLifetime
{
    private const string NoThoughts = """,  "generationConfig":{"thinkingConfig":{"thinkingBudget":0}}""";
    private static readonly string Sse = GeminiWire.Path(GeminiWire.Second, "streamGenerateContent?alt=sse");
    private static readonly string Array = GeminiWire.Path(GeminiWire.Second, "streamGenerateContent");
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task Events_are_whole_answers_and_nothing_else()
    {
        var answer = await _simulator.PostAsync(Sse, GeminiWire.Ask("[[say:One two]]", NoThoughts));

        Assert.Equal("text/event-stream", answer.Headers["Content-Type"]);
        Assert.DoesNotContain("[DONE]", answer.Body);
        Assert.DoesNotContain("event:", answer.Body);
        Assert.EndsWith("\r\n\r\n", answer.Body);
        var id = (string?)answer.Events()[0]["responseId"];
        Assert.Equal(
            [
                """{"candidates":[{"content":{"parts":[{"text":"One"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":6,"candidatesTokenCount":1,"totalTokenCount":7,"promptTokensDetails":[{"modality":"TEXT","tokenCount":6}]},"modelVersion":"gemini-2.5-flash","responseId":"ID"}""",
                """{"candidates":[{"content":{"parts":[{"text":" two"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":6,"candidatesTokenCount":2,"totalTokenCount":8,"promptTokensDetails":[{"modality":"TEXT","tokenCount":6}]},"modelVersion":"gemini-2.5-flash","responseId":"ID"}""",
                """{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":6,"candidatesTokenCount":2,"totalTokenCount":8,"promptTokensDetails":[{"modality":"TEXT","tokenCount":6}]},"modelVersion":"gemini-2.5-flash","responseId":"ID"}""",
            ],
            answer.Events().Select(chunk => chunk.ToJsonString().Replace(id!, "ID", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_sse_the_same_chunks_are_one_array()
    {
        const string Question = "What do ravens eat?";
        var events = await _simulator.PostAsync(Sse, GeminiWire.Ask(Question, NoThoughts));
        var array = await _simulator.PostAsync(Array, GeminiWire.Ask(Question, NoThoughts));

        static IEnumerable<string> Same(IEnumerable<JsonNode> chunks) => chunks.Select(chunk => chunk["candidates"]!.ToJsonString());
        Assert.StartsWith("application/json", array.Headers["Content-Type"]);
        Assert.Equal(Same(events.Events()), Same(JsonNode.Parse(array.Body)!.AsArray()!));
    }

    [Fact]
    public async Task A_third_generation_answer_ends_with_a_signed_empty_text()
    {
        var answer = await _simulator.PostAsync(GeminiWire.Path(GeminiWire.Third, "streamGenerateContent?alt=sse"), GeminiWire.Ask("[[say:One]]"));

        var part = answer.Events()[^1]["candidates"]![0]!["content"]!["parts"]![0]!;
        Assert.Equal("", (string?)part["text"]);
        Assert.Equal(44, ((string)part["thoughtSignature"]!).Length);
    }

    [Fact]
    public async Task Calls_come_whole()
    {
        var answer = await _simulator.PostAsync(
            GeminiWire.Path(GeminiWire.Third, "streamGenerateContent?alt=sse"), GeminiWire.Ask("""[[tool:get_weather {"city":"Oslo"}]]""", GeminiWire.WeatherTool));

        var chunks = answer.Events();
        Assert.Equal(2, chunks.Count);
        Assert.Equal("""{"city":"Oslo"}""", chunks[0]["candidates"]![0]!["content"]!["parts"]![0]!["functionCall"]!["args"]!.ToJsonString());
        Assert.Equal("""{"content":{"role":"model"},"finishReason":"STOP","index":0}""", chunks[1]["candidates"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task Candidates_take_turns()
    {
        var answer = await _simulator.PostAsync(Sse, GeminiWire.Ask("Hi", """, "generationConfig":{"candidateCount":2,"thinkingConfig":{"thinkingBudget":0}}"""));

        var indices = answer.Events().Select(chunk => (int)chunk["candidates"]![0]!["index"]!).ToArray();
        Assert.Equal([0, 1, 0, 1], indices[..4]);
        Assert.Equal(2, answer.Events().Count(chunk => chunk["candidates"]![0]!["finishReason"] is not null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_error_ends_the_stream_in_its_own_form(bool sse)
    {
        await _simulator.ScriptAsync("gemini", """{"streamError":{"afterTokens":2}}""");

        var answer = await _simulator.PostAsync(sse ? Sse : Array, GeminiWire.Ask("[[words:9]]", NoThoughts));

        var chunks = sse ? answer.Events() : [.. JsonNode.Parse(answer.Body)!.AsArray().Select(chunk => chunk!)];
        Assert.Equal(3, chunks.Count);
        Assert.Equal("""{"code":500,"status":"INTERNAL"}""", new JsonObject { ["code"] = (int)chunks[2]["error"]!["code"]!, ["status"] = (string?)chunks[2]["error"]!["status"] }.ToJsonString());
    }

    [Fact]
    public async Task A_malformed_chunk_and_missing_usage_are_scripted()
    {
        await _simulator.ScriptAsync("gemini", """{"malformed":{"afterTokens":1},"omitUsage":true}""");

        var answer = await _simulator.PostAsync(Sse, GeminiWire.Ask("[[words:3]]", NoThoughts));

        var lines = answer.Body.Split("\r\n\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith("""[{"text" """.TrimEnd(), lines[1]);
        Assert.DoesNotContain("usageMetadata", answer.Body);
    }

    [Fact]
    public async Task A_cut_is_billed_for_what_was_sent()
    {
        await _simulator.ScriptAsync("gemini", """{"cut":{"afterTokens":4}}""");

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _simulator.PostAsync(Sse, GeminiWire.Ask("[[words:9]]", NoThoughts)));

        var line = (await _simulator.LinesAsync())[0]!;
        Assert.Equal("cut", (string?)line["outcome"]);
        Assert.Equal(4, (int)line["tokens"]!["output"]!);
    }

    [Fact]
    public async Task Errors_before_an_array_are_in_a_list()
    {
        var array = await _simulator.PostAsync(Array, "{}");
        var sse = await _simulator.PostAsync(Sse, "{}");

        Assert.Equal(sse.Json.ToJsonString(), Assert.Single(array.Json.AsArray())!.ToJsonString());
    }

    [Fact]
    public async Task A_blocked_prompt_is_one_chunk()
    {
        var answer = await _simulator.PostAsync(Sse, GeminiWire.Ask("[[filter:prompt]]"));

        var chunk = Assert.Single(answer.Events());
        Assert.Null(chunk["candidates"]);
        Assert.Equal("PROHIBITED_CONTENT", (string?)chunk["promptFeedback"]!["blockReason"]);
        Assert.Equal((int)chunk["usageMetadata"]!["promptTokenCount"]!, (int)(await _simulator.LinesAsync())[0]!["tokens"]!["input"]!);
    }
}
