using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using HybridAi.Gateway.Tests.Dialects.ChatCompletions;
using HybridAi.Gateway.Tests.Dialects.Completions;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Dialects;

/// <summary>Translation on real sockets: what the caller says, what the provider gets, and what comes back.</summary>
public sealed class OpenAiTranslationTests
{
    // A seal in an id: such a body must not pass unchanged.
    private const string Sealed = """
        "messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"tool_calls":[{"id":"t1--hai1--Z2VtaW5pAHNpZw","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"t1--hai1--Z2VtaW5pAHNpZw","content":"1"}]
        """;

    [Fact]
    public async Task A_sealed_chat_is_translated_and_answered_whole()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var answer = await gateway.ChatAsync("{\"model\":\"one/m\"," + Sealed + ",\"unknown\":1}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(("chatcmpl-c", "Hi", 14), ((string?)body["id"], (string?)body["choices"]![0]!["message"]!["content"], (int)body["usage"]!["total_tokens"]!));
        Assert.Equal("messages[].tool_calls[].signature", answer.Headers.GetValues("x-hybridai-dropped").Single());
        Assert.Equal(Wire.AnswerNanoDollars, (await gateway.Journal.NextAsync()).Cost!.Value.NanoDollars);
    }

    [Fact]
    public async Task A_sealed_chat_is_translated_and_streamed()
    {
        await using var gateway = await TestGateway.StartAsync();
        string? sent = null;
        gateway.One.Answer = call =>
        {
            sent = call.BodyText;
            return call.StreamAllAsync(Wire.Role, Wire.Text("Hi"), Wire.Finish, Wire.Usage, Wire.Done);
        };
        using var answer = await gateway.ChatAsync("{\"model\":\"one/m\",\"stream\":true," + Sealed + "}");
        var folded = ChatStreamChecker.Check(await answer.Content.ReadAsByteArrayAsync()).ToAnswer();
        Assert.Equal("Hi", (string?)folded["choices"]![0]!["message"]!["content"]);
        Assert.Equal("""{"model":"m","messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"t1","content":"1"}],"stream":true,"stream_options":{"include_usage":true}}""", sent);
    }

    [Fact]
    public async Task An_error_amid_a_translated_stream_ends_it_in_the_dialects_shape()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.StreamAllAsync(Wire.Role, Wire.Text("Hi"), $"data: {Wire.Error("boom")}\n\n");
        using var answer = await gateway.ChatAsync("{\"model\":\"one/m\",\"stream\":true," + Sealed + "}");
        Assert.Equal("boom", (string?)ChatStreamChecker.Check(await answer.Content.ReadAsByteArrayAsync(), mayFail: true).Error!["message"]);
    }

    [Fact]
    public async Task Completions_are_translated_where_only_chats_are_served()
    {
        await using var gateway = await TestGateway.StartAsync();
        string? sent = null;
        gateway.One.Answer = call =>
        {
            sent = call.Head.Split('\r')[0] + call.BodyText;
            return call.AnswerAsync(200, Wire.Answer);
        };
        using var answer = await PostAsync(gateway, """{"model":"one/m","prompt":"Once ","echo":true}""");
        Assert.Equal("Once Hi", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["choices"]![0]!["text"]);
        Assert.Equal("""POST /v1/chat/completions HTTP/1.1{"model":"m","messages":[{"role":"user","content":"Once "}]}""", sent);
        Assert.Equal("completions", (await gateway.Journal.NextAsync()).Api);
    }

    [Fact]
    public async Task Completions_that_a_chat_cannot_say_are_refused_by_name()
    {
        await using var gateway = await TestGateway.StartAsync();
        using var answer = await PostAsync(gateway, """{"model":"one/m","prompt":["a","b"]}""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("prompt", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["error"]!["param"]);
    }

    [Theory]
    [InlineData("größe, x", 1, "gr%C3%B6%C3%9Fe%2C x")]
    [InlineData("a,b\\r\\n", 1, "a%2Cb%0D%0A")]
    [InlineData("f", 70, "and 6 more")]
    public async Task Names_of_dropped_fields_make_a_header_whatever_they_are(string name, int count, string expected)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        var fields = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{name}{(count == 1 ? "" : i)}\":1"));
        using var answer = await PostAsync(gateway, $$"""{"model":"one/m","prompt":"a",{{fields}}}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.EndsWith(expected, answer.Headers.GetValues("x-hybridai-dropped").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Completions_pass_through_to_servers_that_have_them()
    {
        await using var gateway = await TestGateway.StartAsync(new Dictionary<string, string?> { ["Providers:one:Profile"] = "vllm" });
        const string first = "data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"choices\":[{\"index\":0,\"text\":\"Hi\",\"logprobs\":null,\"finish_reason\":null}]}\n\n";
        const string last = "data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"choices\":[{\"index\":0,\"text\":\"\",\"logprobs\":null,\"finish_reason\":\"length\"}]}\n\n";
        string? sent = null;
        gateway.One.Answer = call =>
        {
            sent = call.Head.Split('\r')[0] + call.BodyText;
            return call.StreamAllAsync(first, last, Wire.Usage, Wire.Done);
        };
        using var answer = await PostAsync(gateway, """{"model":"one/m","prompt":[1,2],"stream":true}""");
        Assert.Equal(first + last + Wire.Done, await answer.Content.ReadAsStringAsync());
        Assert.Equal("""POST /v1/completions HTTP/1.1{"model":"m","prompt":[1,2],"stream":true,"stream_options":{"include_usage":true}}""", sent);
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((10, 4, "length"), (record.Usage.Input, record.Usage.Output, record.FinishReason));
    }

    [Fact]
    public async Task A_translated_stream_of_completions_is_one()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.StreamAllAsync(Wire.Role, Wire.Text("Hi"), Wire.Finish, Wire.Usage, Wire.Done);
        using var answer = await PostAsync(gateway, """{"model":"one/m","prompt":"a","stream":true,"stream_options":{"include_usage":true}}""");
        var folded = CompletionStreamChecker.Check(await answer.Content.ReadAsStringAsync(), includeUsage: true).ToAnswer();
        Assert.Equal(("Hi", 14), ((string?)folded["choices"]![0]!["text"], (int)folded["usage"]!["total_tokens"]!));
    }

    private static Task<HttpResponseMessage> PostAsync(TestGateway gateway, string json) => gateway.Http.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/v1/completions") { Content = new StringContent(json, new MediaTypeHeaderValue("application/json")) });
}
