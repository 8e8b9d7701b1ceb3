using System.Net;
using System.Text;
using System.Text.Json;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Dialects.Messages;

/// <summary>The messages API on a real socket: provider one speaks it itself, provider two does not.</summary>
public sealed class MessagesEndpointTests
{
    private const string Body = """{"model":"one/m", "max_tokens":9,"messages":[{"role":"user","content":"Hello there"}]}""";

    private const string Answer =
        """{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":4}}""";

    private static readonly string[] Events =
    [
        """event: message_start{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1}}}""",
        """event: content_block_start{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        """event: ping{"type": "ping"}""",
        """event: content_block_delta{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}""",
        """event: ping{"type": "ping"}""",
        """event: content_block_stop{"type":"content_block_stop","index":0}""",
        """event: message_delta{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":10,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":4}}""",
        """event: message_stop{"type":"message_stop" }""",
    ];

    [Fact]
    public async Task A_body_and_its_answer_pass_unchanged()
    {
        await using var gateway = await StartAsync();
        var answering = PostAsync(gateway, Body);
        var call = await gateway.One.NextAsync();
        Assert.StartsWith("POST /v1/v1/messages HTTP/1.1", call.Head, StringComparison.Ordinal);
        Assert.Contains("x-api-key: key-of-one", call.Head, StringComparison.Ordinal);
        Assert.Equal(Body.Replace("one/m", "m", StringComparison.Ordinal), call.BodyText);
        await call.AnswerAsync(200, Answer);

        using var answer = await answering;
        Assert.Equal(Answer, await answer.Content.ReadAsStringAsync());
        Assert.Equal("0.000018", answer.Headers.GetValues("x-hybridai-cost").Single());
        Assert.Equal(answer.Headers.GetValues("x-hybridai-request-id"), answer.Headers.GetValues("request-id"));
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(("messages", 10, 4, "end_turn", UsageOutcome.Succeeded), (record.Api, record.Usage.Input, record.Usage.Output, record.FinishReason, record.Outcome));
        Assert.Equal(18_000, record.Cost!.Value.NanoDollars);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(100_000)]
    public async Task A_stream_passes_unchanged(int size)
    {
        await using var gateway = await StartAsync();
        var answering = PostAsync(gateway, Body.Replace("9,", "9,\"stream\":true,", StringComparison.Ordinal));
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        var bytes = Encoding.UTF8.GetBytes(Stream(Events));
        for (var at = 0; at < bytes.Length; at += size)
            await call.EventAsync(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)));
        await call.EndAsync();

        using var answer = await answering;
        // But for the ping before the first content.
        Assert.Equal(Stream([.. Events[..2], .. Events[3..]]), await answer.Content.ReadAsStringAsync());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((10, 4, false, "end_turn"), (record.Usage.Input, record.Usage.Output, record.Estimated, record.FinishReason));
    }

    [Fact]
    public async Task An_error_amid_a_stream_is_told_as_an_error_event()
    {
        await using var gateway = await StartAsync();
        var answering = PostAsync(gateway, Body.Replace("9,", "9,\"stream\":true,", StringComparison.Ordinal));
        var call = await gateway.One.NextAsync();
        await call.StreamAllAsync(Stream(Events[..4]), "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n");

        using var answer = await answering;
        var grammar = MessagesGrammar.Check(await answer.Content.ReadAsByteArrayAsync());
        Assert.Empty(grammar.Faults);
        Assert.Equal("overloaded_error", grammar.Error!.Value.GetProperty("type").GetString());
        Assert.Equal("Overload", (await gateway.Journal.NextAsync()).FailureCause);
    }

    [Theory]
    [InlineData(null, null, "2023-06-01", null)]
    [InlineData("2026-10-21", "a-1,b-2", "2026-10-21", "a-1,b-2")]
    [InlineData("2030-01-01", null, "2030-01-01", null)]
    public async Task The_callers_own_version_and_beta_headers_go_on(string? version, string? beta, string sentVersion, string? sentBeta)
    {
        await using var gateway = await StartAsync();
        var answering = PostAsync(gateway, Body, headers: [("anthropic-version", version), ("anthropic-beta", beta), ("x-secret", "s")]);
        var call = await gateway.One.NextAsync();
        await call.AnswerAsync(200, Answer);
        using var answer = await answering;

        Assert.Equal([sentVersion], HeaderOf(call, "anthropic-version"));
        Assert.Equal(sentBeta is null ? [] : [sentBeta], HeaderOf(call, "anthropic-beta"));
        Assert.Empty(HeaderOf(call, "x-secret"));
    }

    [Fact]
    public async Task A_key_may_come_as_x_api_key_and_errors_have_anthropics_shape()
    {
        await using var gateway = await StartAsync();
        gateway.Http.DefaultRequestHeaders.Authorization = null;
        using (var stranger = await PostAsync(gateway, Body))
            await AssertErrorAsync(stranger, 401, "authentication_error");
        using (var wrong = await PostAsync(gateway, """{"model":"one/m"}""", headers: [("x-api-key", "hai-none")]))
            await AssertErrorAsync(wrong, 401, "authentication_error");
        var answering = PostAsync(gateway, Body, headers: [("x-api-key", TestGateway.AdministratorKey)]);
        await (await gateway.One.NextAsync()).AnswerAsync(400, """{"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: too many"},"request_id":"req_9"}""");
        using var answer = await answering;
        // The provider's own words, as they are.
        Assert.Equal("""{"type":"error","error":{"type":"invalid_request_error","message":"max_tokens: too many"},"request_id":"req_9"}""", await answer.Content.ReadAsStringAsync());
        using var unknown = await PostAsync(gateway, Body.Replace("one/m", "nothing", StringComparison.Ordinal), headers: [("x-api-key", TestGateway.AdministratorKey)]);
        await AssertErrorAsync(unknown, 404, "not_found_error");
        using var batches = await PostAsync(gateway, "{}", "/v1/messages/batches");
        await AssertErrorAsync(batches, 404, "not_found_error");
        using var method = await gateway.Http.GetAsync("/v1/messages");
        await AssertErrorAsync(method, 405, "invalid_request_error");
    }

    [Fact]
    public async Task A_body_with_the_gateways_own_seals_is_written_anew()
    {
        await using var gateway = await StartAsync();
        var body = """
            {"model":"one/m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":[
            {"type":"thinking","thinking":"Hm","signature":"hai1.one.EqQ="},{"type":"tool_use","id":"call_1--hai1--Z2VtaW5pAHNpZw","name":"f","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1--hai1--Z2VtaW5pAHNpZw","content":"Sun"}]}]}
            """;
        var answering = PostAsync(gateway, body, headers: [("anthropic-beta", "a-1")]);
        var call = await gateway.One.NextAsync();
        Assert.Equal(
            """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":[{"type":"thinking","thinking":"Hm","signature":"EqQ="},{"type":"tool_use","id":"call_1","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"Sun"}]}],"stream":true}""",
            call.BodyText);
        Assert.Equal(["2026-10-21"], HeaderOf(call, "anthropic-version"));
        Assert.Equal(["a-1"], HeaderOf(call, "anthropic-beta"));
        await call.StreamAllAsync(Stream(Events));

        using var answer = await answering;
        var grammar = MessagesGrammar.Check(await answer.Content.ReadAsByteArrayAsync());
        Assert.Empty(grammar.Faults);
        Assert.Equal("Hi", grammar.Text.ToString());
        Assert.Equal(4, grammar.End.GetProperty("usage").GetProperty("output_tokens").GetInt32());
        Assert.Equal((10, 4), ((await gateway.Journal.NextAsync()).Usage is var usage ? (usage.Input, usage.Output) : default));
    }

    [Fact]
    public async Task A_turn_that_another_model_began_goes_on_without_thinking()
    {
        await using var gateway = await StartAsync();
        var body = """
            {"model":"one/m","max_tokens":9000,"thinking":{"type":"enabled","budget_tokens":2000},"messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":[
            {"type":"tool_use","id":"call_1","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"Sun"}]}]}
            """;
        var answering = PostAsync(gateway, body);
        var call = await gateway.One.NextAsync();
        Assert.Equal(
            """{"model":"m","max_tokens":9000,"messages":[{"role":"user","content":"Weather?"},{"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"Sun"}]}]}""",
            call.BodyText);
        await call.AnswerAsync(200, Answer);
        using (var answer = await answering)
            Assert.Equal("thinking", answer.Headers.GetValues("x-hybridai-dropped").Single());

        using var counted = await PostAsync(gateway, body, "/v1/messages/count_tokens");
        Assert.Equal("true", counted.Headers.GetValues("x-hybridai-estimated").Single());
        Assert.Equal(1, gateway.One.Count);
    }

    [Fact]
    public async Task Tokens_are_counted_by_anthropic_where_it_is_and_estimated_elsewhere()
    {
        await using var gateway = await StartAsync();
        var counting = PostAsync(gateway, """{"model":"one/m","messages":[{"role":"user","content":"Hello there"}]}""", "/v1/messages/count_tokens");
        var call = await gateway.One.NextAsync();
        Assert.StartsWith("POST /v1/v1/messages/count_tokens HTTP/1.1", call.Head, StringComparison.Ordinal);
        Assert.Equal(["2023-06-01"], HeaderOf(call, "anthropic-version"));
        await call.AnswerAsync(200, """{"input_tokens":2095}""");
        using (var counted = await counting)
        {
            Assert.Equal("""{"input_tokens":2095}""", await counted.Content.ReadAsStringAsync());
            Assert.False(counted.Headers.Contains("x-hybridai-estimated"));
            Assert.Equal("0", counted.Headers.GetValues("x-hybridai-cost").Single());
        }

        await AssertFreeAsync(gateway);
        using (var estimated = await PostAsync(gateway, """{"model":"two/m","messages":[{"role":"user","content":"Hello there, how are you?"}]}""", "/v1/messages/count_tokens"))
        {
            Assert.Equal(HttpStatusCode.OK, estimated.StatusCode);
            Assert.Equal("true", estimated.Headers.GetValues("x-hybridai-estimated").Single());
            using var json = JsonDocument.Parse(await estimated.Content.ReadAsStringAsync());
            Assert.InRange(json.RootElement.GetProperty("input_tokens").GetInt32(), 7, 9);
        }

        await AssertFreeAsync(gateway);
        Assert.Equal(0, gateway.Two.Count);
    }

    [Fact]
    public async Task A_count_that_fails_falls_back_to_the_estimate_and_costs_nothing_either()
    {
        await using var gateway = await StartAsync();
        var counting = PostAsync(gateway, """{"model":"both","messages":[{"role":"user","content":"Hello"}]}""", "/v1/messages/count_tokens");
        await (await gateway.One.NextAsync()).AnswerAsync(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""");
        using var answer = await counting;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("2", answer.Headers.GetValues("x-hybridai-attempts").Single());
        Assert.Equal("true", answer.Headers.GetValues("x-hybridai-estimated").Single());
        await AssertFreeAsync(gateway);
    }

    private static async Task AssertFreeAsync(TestGateway gateway)
    {
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(("messages.count_tokens", 0L, UsageOutcome.Succeeded), (record.Api, record.Usage.TotalInput + record.Usage.TotalOutput, record.Outcome));
        Assert.Equal(0, record.Cost!.Value.NanoDollars);
    }

    private static async Task AssertErrorAsync(HttpResponseMessage answer, int status, string type)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("error", json.RootElement.GetProperty("type").GetString());
        Assert.Equal(type, json.RootElement.GetProperty("error").GetProperty("type").GetString());
    }

    private static Task<TestGateway> StartAsync() => TestGateway.StartAsync(new() { ["Providers:one:Profile"] = "anthropic" });

    private static async Task<HttpResponseMessage> PostAsync(
        TestGateway gateway, string body, string path = "/v1/messages", params (string Name, string? Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")) };
        foreach (var (name, value) in headers)
        {
            if (value is not null)
                request.Headers.TryAddWithoutValidation(name, value);
        }

        return await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static string Stream(string[] events) => string.Concat(events.Select(item => item.Insert(item.IndexOf('{', StringComparison.Ordinal), "\ndata: ") + "\n\n"));

    private static IEnumerable<string> HeaderOf(UpstreamCall call, string name) => call.Head.Split("\r\n")
        .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim());
}
