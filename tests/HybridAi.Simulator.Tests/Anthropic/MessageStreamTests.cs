using System.Text;
using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.Anthropic;

public sealed class MessageStreamTests
{
    private const string Tools = ""","tools":[{"name":"get_weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}]""";

    [Theory]
    [InlineData("claude-sonnet-5", "Compare rivers and lakes", "")]
    [InlineData("claude-opus-5-5", "Compare rivers and lakes", "")]
    [InlineData("claude-haiku-4-5", "Compare rivers and lakes", ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}")]
    [InlineData("claude-opus-5-5", "[[redact]] Compare", "")]
    [InlineData("claude-sonnet-5", "[[say:Wait]] [[tool:get_weather {\"city\":\"Rome\"}]]", Tools)]
    [InlineData("claude-sonnet-5", "[[words:300]]", ",\"stop_sequences\":[\"zzz\"]")]
    [InlineData("claude-sonnet-5", "[[filter]] x", "")]
    [InlineData("claude-sonnet-5", "The weather?", ",\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"a\":{\"type\":\"integer\"}}}}}")]
    public async Task A_folded_stream_equals_the_answer_in_one_piece(string model, string question, string more)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var body = Wires.Chat(model, question, ",\"max_tokens\":1200" + more);

        var whole = (await simulator.PostAsync(Wires.Anthropic, body)).Json.AsObject();
        var folded = MessageGrammar.Fold(await simulator.PostAsync(Wires.Anthropic, body[..^1] + ",\"stream\":true}"));

        Assert.Equal(Comparable(whole), Comparable(folded));
    }

    [Fact]
    public async Task The_events_are_exact()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var stream = await simulator.PostAsync(Wires.Anthropic, Wires.Chat("claude-sonnet-5", "[[say:Hi you]]", ",\"max_tokens\":9,\"stream\":true"));

        var id = (string?)stream.Events[0].Data["message"]!["id"];
        Assert.Equal(
            """
            event: message_start
            data: {"type":"message_start","message":{"model":"claude-sonnet-5","id":"ID","type":"message","role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,"stop_details":null,"container":null,"usage":{"input_tokens":12,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":1,"output_tokens_details":null,"server_tool_use":null,"service_tier":"standard","speed":"standard","inference_geo":"global"}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: ping
            data: {"type":"ping"}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" you"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null,"stop_details":null,"container":null},"usage":{"input_tokens":12,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":2,"output_tokens_details":null,"server_tool_use":null}}

            event: message_stop
            data: {"type":"message_stop"}


            """.ReplaceLineEndings("\n"),
            stream.Body.Replace(id!, "ID", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_head_and_pings_come_while_the_first_token_is_awaited()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
        await using var simulator = await RunningSimulator.StartAsync(time);
        await simulator.ScriptAsync("anthropic", """{"timeToFirstTokenMs":2500}""");

        using var response = await simulator.SendAsync(Wires.Anthropic, Encoding.UTF8.GetBytes(Wires.Chat("claude-sonnet-5", "[[say:Hi]]", ",\"max_tokens\":9,\"stream\":true")));
        await using var body = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(body);
        var names = new List<string>();
        while (names.Count < 4)
        {
            if (names.Count is 2 or 3)
                await MoveAsync(time);
            string? line;
            while ((line = await reader.ReadLineAsync())?.StartsWith("event: ", StringComparison.Ordinal) != true)
                Assert.NotNull(line);
            names.Add(line!["event: ".Length..]);
        }

        Assert.Equal(["message_start", "ping", "ping", "ping"], names);
        await MoveAsync(time);
        Assert.Contains("message_stop", await reader.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"streamError":{"afterTokens":3}}""", "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"The server had an error while processing your request. Sorry about that!\"},\"request_id\":\"")]
    [InlineData("""{"malformed":{"afterTokens":3}}""", "\"delta\":{\"type\":\"text_delta\",\"text\"\n\n")]
    public async Task Faults_are_sent_in_the_midst(string script, string expected)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        await simulator.ScriptAsync("anthropic", script);

        var stream = await simulator.PostAsync(Wires.Anthropic, Wires.Chat("claude-sonnet-5", "[[words:9]]", ",\"max_tokens\":90,\"stream\":true"));

        Assert.Contains(expected, stream.Body, StringComparison.Ordinal);
        Assert.Equal(3, stream.Body[..stream.Body.IndexOf(expected, StringComparison.Ordinal)].Split("event: content_block_delta").Length - 1 - (script.Contains("malformed", StringComparison.Ordinal) ? 1 : 0));
    }

    [Fact]
    public async Task Usage_and_the_end_can_be_left_out()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        await simulator.ScriptAsync("anthropic", """{"omitUsage":true,"omitDone":true}""");

        var stream = await simulator.PostAsync(Wires.Anthropic, Wires.Chat("claude-sonnet-5", "[[words:9]]", ",\"max_tokens\":90,\"stream\":true"));

        Assert.DoesNotContain("usage", stream.Body, StringComparison.Ordinal);
        Assert.Equal("message_delta", stream.Events[^1].Name);
    }

    [Fact]
    public async Task A_cut_stream_bills_what_was_sent()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        await simulator.ScriptAsync("anthropic", """{"cut":{"afterTokens":4}}""");

        await Assert.ThrowsAnyAsync<Exception>(() => simulator.PostAsync(Wires.Anthropic, Wires.Chat("claude-sonnet-5", "[[words:9]]", ",\"max_tokens\":90,\"stream\":true")));

        var line = Assert.Single(await simulator.LinesAsync())!;
        Assert.Equal(4, (long)line["tokens"]!["output"]!);
        Assert.Equal("cut", (string?)line["outcome"]);
    }

    // The clock is moved when the server waits on it.
    private static async Task MoveAsync(ManualTime time)
    {
        for (var i = 0; time.Waiting == 0; i++)
        {
            Assert.True(i < 100_000, "The server does not wait.");
            await Task.Yield();
        }

        time.Advance(TimeSpan.FromSeconds(1));
    }

    private static string Comparable(JsonObject message)
    {
        message = message.DeepClone().AsObject();
        message.Remove("id");
        foreach (var block in message["content"]!.AsArray())
            block!.AsObject().Remove("id");
        return new JsonObject(message.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))).ToJsonString();
    }
}
