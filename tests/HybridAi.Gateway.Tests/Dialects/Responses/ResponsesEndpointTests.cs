using System.Text;
using System.Text.Json;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Dialects.Responses;

/// <summary><c>POST /v1/responses</c> as callers see it, translated and passed through.</summary>
public sealed class ResponsesEndpointTests
{
    private const string Created = "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,\"response\":{\"id\":\"resp_1\"}}\n\n";
    private const string Item = "event: response.output_item.added\ndata: {\"type\":\"response.output_item.added\",\"sequence_number\":1,\"output_index\":0,\"item\":{}}\n\n";
    private const string Delta = "event: response.output_text.delta\ndata: {\"type\": \"response.output_text.delta\",\"sequence_number\":2,\"delta\":\"Hi\"}\n\n";
    private const string Completed = "event: response.completed\ndata: {\"type\":\"response.completed\",\"sequence_number\":3,\"response\":{\"status\":\"completed\",\"output\":[],\"usage\":{\"input_tokens\":10,\"output_tokens\":4,\"total_tokens\":14}}}\n\n";

    private static readonly Dictionary<string, string?> Native = new() { ["Providers:one:Profile"] = "openai" };

    [Fact]
    public async Task A_request_is_translated_and_its_answer_is_a_response()
    {
        await using var gateway = await ResponsesGateway.StartAsync();
        var bodies = gateway.One.Script();
        using var answer = await gateway.PostAsync("""{"model":"both","instructions":"Be brief","input":"Hi","store":true,"hybridai":{"session":"s"}}""");
        var response = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        var faults = new List<string>();
        ResponseShape.CheckResponse(response, faults);
        Assert.Empty(faults);
        Assert.Equal("""{"model":"m","lines":["system: be brief","user: hi"]}""", bodies[0]);
        Assert.Equal($"resp_{answer.Headers.GetValues("x-hybridai-request-id").Single().Replace("-", "", StringComparison.Ordinal)}", ResponsesGateway.IdOf(response));
        Assert.Equal(("store", "Be brief"), (answer.Headers.GetValues("x-hybridai-dropped").Single(), response.GetProperty("instructions").GetString()));
        Assert.False(response.GetProperty("store").GetBoolean());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(("responses", 10, 4, UsageOutcome.Succeeded), (record.Api, record.Usage.Input, record.Usage.Output, record.Outcome));
    }

    [Fact]
    public async Task A_stream_is_legal_and_ends_behind_its_record()
    {
        await using var gateway = await ResponsesGateway.StartAsync();
        var answering = gateway.PostAsync("""{"model":"both","input":"Hi","stream":true}""");
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync("data: {\"think\":\"hm\",\"seal\":\"sig\"}\n\n");
        using var answer = await answering;
        Assert.False(answer.Headers.Contains("x-hybridai-dropped"));
        await call.EventAsync("data: {\"text\":\"Hello\"}\n\ndata: {\"call\":\"f\",\"input\":\"{}\"}\n\n");
        await call.EventAsync("data: {\"finish\":\"stop\"}\n\n");
        await call.EndAsync();
        var stream = ResponseStreamGrammar.Read(await answer.Content.ReadAsByteArrayAsync());
        Assert.Empty(stream.Faults);
        Assert.Equal("hai1.~one.sig", stream.Response!.Value.GetProperty("output")[0].GetProperty("encrypted_content").GetString());
        Assert.Equal(["reasoning", "message", "function_call"], stream.Response.Value.GetProperty("output").EnumerateArray().Select(item => item.GetProperty("type").GetString()));
        Assert.Equal(14, (await gateway.Journal.NextAsync()).Usage is var usage ? usage.Input + usage.Output : 0);
    }

    [Fact]
    public async Task A_stream_that_breaks_ends_with_an_error_event()
    {
        await using var gateway = await ResponsesGateway.StartAsync();
        gateway.One.Answer = call => call.StreamAllAsync("data: {\"text\":\"Hel\"}\n\n");
        using var answer = await gateway.PostAsync("""{"model":"one/m","input":"Hi","stream":true}""");
        var stream = ResponseStreamGrammar.Read(await answer.Content.ReadAsByteArrayAsync());
        Assert.Empty(stream.Faults);
        Assert.Equal("provider_connection_cut", stream.Error!.Value.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_conversation_that_the_caller_keeps_goes_back_whole()
    {
        await using var gateway = await ResponsesGateway.StartAsync();
        gateway.One.Script("""[{"think":"hm","seal":"sig"},{"text":"Hello"},{"call":"f","input":"{\"x\":1}"},{"finish":"stop"}]""");
        var first = await gateway.PostAsync("""{"model":"both","input":"Hi"}""").JsonAsync();
        var bodies = gateway.One.Script();
        await gateway.PostAsync(
            $$"""{"model":"both","input":[{"role":"user","content":"Hi"},{{first.GetProperty("output").GetRawText()[1..^1]}},{"type":"function_call_output","call_id":"call_1","output":"2"}]}""").JsonAsync();
        Assert.Equal(["user: hi", "assistant: (hm#one#sig) | hello | call_1=f({\"x\":1})", "tool: call_1:2"], Lines(bodies[0]));
    }

    // OpenRouter passes on what it gets, and who it passes it to cannot open what another has sealed; its own reasoning says of what format it is.
    [Theory]
    [InlineData("\"encrypted_content\":\"gAAA\"", "one", null)]
    [InlineData("\"status\":\"completed\"", "one", null)]
    [InlineData("\"encrypted_content\":\"gAAA\",\"format\":\"openai-responses-v1\"", "two", "/v1/responses")]
    public async Task Only_its_own_reasoning_leads_to_OpenRouter(string members, string provider, string? path)
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:one:Profile"] = "mistral", ["Providers:two:Profile"] = "openrouter" });
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        gateway.Two.Answer = call => call.AnswerAsync(200, $$$"""{"id":"{{{call.Head.Split(' ')[1]}}}","object":"response","status":"completed","model":"m","output":[],"usage":{"input_tokens":1,"output_tokens":1}}""");
        var body = $$"""{"model":"both","input":[{"role":"user","content":"Hi"},{"type":"reasoning","id":"rs_1","summary":[],{{members}}},{"role":"assistant","content":"Hello"},{"role":"user","content":"And?"}]}""";
        using var answer = await gateway.PostAsync(body);
        Assert.Equal((200, provider), ((int)answer.StatusCode, answer.Headers.GetValues("x-hybridai-provider").Single()));
        if (path is not null)
            Assert.Equal(path, ResponsesGateway.IdOf(JsonElement.Parse(await answer.Content.ReadAsStringAsync())));
    }

    [Fact]
    public async Task Bytes_pass_unchanged_to_a_provider_that_has_this_api()
    {
        await using var gateway = await ResponsesGateway.StartAsync(more: Native);
        const string wire = """{"id":"resp_1","status":"completed","output":[{"unknown":1}],"usage":{"input_tokens":10,"output_tokens":4,"total_tokens":14}, "x":1}""";
        var answering = gateway.PostAsync("""{"model":"one/m", "input":"Hi","previous_response_id":"resp_0","conversation":null,"hybridai":{},"unheard":[1]}""");
        var call = await gateway.One.NextAsync();
        Assert.StartsWith("POST /v1/responses ", call.Head, StringComparison.Ordinal);
        Assert.Equal("""{"model":"m", "input":"Hi","previous_response_id":"resp_0","conversation":null,"unheard":[1]}""", call.BodyText);
        await call.AnswerAsync(200, wire);
        using var answer = await answering;
        Assert.Equal(wire, await answer.Content.ReadAsStringAsync());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((10, 4, "completed"), (record.Usage.Input, record.Usage.Output, record.FinishReason));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task A_stream_that_passes_is_the_same_bytes(int size)
    {
        await using var gateway = await ResponsesGateway.StartAsync(more: Native);
        var answering = gateway.PostAsync("""{"model":"one/m","input":"Hi","stream":true}""");
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        var bytes = Encoding.UTF8.GetBytes(Created + Item + Delta + Completed);
        for (var at = 0; at < bytes.Length; at += size)
            await call.EventAsync(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)));
        await call.EndAsync();
        using var answer = await answering;
        Assert.Equal(Created + Item + Delta + Completed, await answer.Content.ReadAsStringAsync());
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((10, 4, false), (record.Usage.Input, record.Usage.Output, record.Estimated));
    }

    [Fact]
    public async Task The_end_of_a_stream_that_passes_waits_for_its_record()
    {
        await using var gateway = await ResponsesGateway.StartAsync(more: Native);
        gateway.Journal.Gate = new TaskCompletionSource();
        var answering = gateway.PostAsync("""{"model":"one/m","input":"Hi","stream":true}""");
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Created + Item + Delta);
        using var answer = await answering;
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[4096];
        var seen = "";
        while (!seen.EndsWith(Delta, StringComparison.Ordinal))
            seen += Encoding.UTF8.GetString(buffer, 0, await body.ReadAsync(buffer));
        await call.EventAsync(Completed);
        await call.EndAsync();
        var rest = body.ReadAsync(buffer).AsTask();
        Assert.False(rest.IsCompleted);
        gateway.Journal.Gate.SetResult();
        Assert.Equal(Completed, Encoding.UTF8.GetString(buffer, 0, await rest));
    }

    [Fact]
    public async Task A_stream_that_passes_and_breaks_ends_with_a_numbered_error_event()
    {
        await using var gateway = await ResponsesGateway.StartAsync(more: Native);
        gateway.One.Answer = call => call.StreamAllAsync(Created, Item, Delta);
        using var answer = await gateway.PostAsync("""{"model":"one/m","input":"Hi","stream":true}""");
        Assert.EndsWith(
            "event: error\ndata: {\"type\":\"error\",\"sequence_number\":3,\"code\":\"provider_connection_cut\",\"message\":\"The connection to the provider one broke in the middle of its answer.\",\"param\":null}\n\n",
            await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_response_before_any_content_is_tried_elsewhere_and_an_error_with_a_status_at_the_end()
    {
        await using var gateway = await ResponsesGateway.StartAsync(more: Native);
        const string failed = "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow down\"}}}\n\n";
        gateway.One.Answer = call => call.StreamAllAsync(Created, failed);
        using (var answer = await gateway.PostAsync("""{"model":"one/m","input":"Hi","stream":true}"""))
        {
            Assert.Equal(429, (int)answer.StatusCode);
            Assert.Contains("slow down", await answer.Content.ReadAsStringAsync());
        }

        gateway.Two.Answer = call => call.StreamAllAsync("data: {\"text\":\"Hello\"}\n\n", "data: {\"finish\":\"stop\"}\n\n");
        using var other = await gateway.PostAsync("""{"model":"both","input":"Hi","stream":true}""");
        Assert.Empty(ResponseStreamGrammar.Read(await other.Content.ReadAsByteArrayAsync()).Faults);
        Assert.Equal("two", other.Headers.GetValues("x-hybridai-provider").Single());
    }

    [Fact]
    public async Task What_only_the_provider_understands_goes_to_it_even_beside_others()
    {
        await using var gateway = await ResponsesGateway.StartAsync(more: Native);
        gateway.One.Answer = call => call.AnswerAsync(500, "{}");
        var answer = await gateway.PostAsync("""{"model":"both","input":"Hi","previous_response_id":"resp_1"}""").JsonAsync(500);
        Assert.Equal((1, 0), (gateway.One.Count, gateway.Two.Count));
        Assert.True(answer.TryGetProperty("error", out _));
        var refused = await gateway.PostAsync("""{"model":"two/m","input":"Hi","previous_response_id":"resp_1"}""").JsonAsync(400);
        Assert.Equal("previous_response_id", refused.GetProperty("error").GetProperty("param").GetString());
    }

    [Theory]
    [InlineData("""{"model":"both","input":[{"role":"user","content":[{"type":"input_text"}]}]}""", 400, "input[0].content[0].text")]
    [InlineData("""{"model":"both","input":"Hi","background":true}""", 400, "background")]
    [InlineData("""{"model":"both","input":"Hi","truncation":"auto"}""", 400, "truncation")]
    [InlineData("""{"model":"both","input":"Hi","input":"Ho"}""", 400, null)]
    [InlineData("""{"model":"nobody","input":"Hi"}""", 404, "model")]
    public async Task Errors_have_openais_shape(string body, int status, string? param)
    {
        await using var gateway = await ResponsesGateway.StartAsync();
        var error = (await gateway.PostAsync(body).JsonAsync(status)).GetProperty("error");
        Assert.Equal(param, error.GetProperty("param").GetString());
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(member => member.Name));
        Assert.Equal(0, gateway.One.Count);
    }

    [Fact]
    public async Task Background_is_refused_even_where_it_would_pass()
    {
        await using var gateway = await ResponsesGateway.StartAsync(more: Native);
        await gateway.PostAsync("""{"model":"one/m","input":"Hi","background":true}""").JsonAsync(400);
        Assert.Equal(0, gateway.One.Count);
    }

    [Fact]
    public async Task The_callers_bound_counts_input_instructions_and_output()
    {
        await using var gateway = await ResponsesGateway.StartAsync();
        gateway.One.Script();
        // 1 and 2 dollars a million tokens: 10 in, 40 out.
        var text = new string('x', 20);
        await gateway.PostAsync($$$"""{"model":"one/m","instructions":"{{{text}}}","input":"{{{text}}}","max_output_tokens":40,"hybridai":{"max-cost":0.000089}}""").JsonAsync(400);
        await gateway.PostAsync($$$"""{"model":"one/m","instructions":"{{{text}}}","input":"{{{text}}}","max_output_tokens":40,"hybridai":{"max-cost":0.000090}}""").JsonAsync();
    }

    internal static string[] Lines(string body) => [.. JsonElement.Parse(body).GetProperty("lines").EnumerateArray().Select(line => line.GetString()!)];
}
