using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using HybridAi.Client.Providers;
using HybridAi.Core.Tenancy;
using static HybridAi.Gateway.Tests.Management.TenantTests;

namespace HybridAi.Gateway.Tests.Management;

/// <summary>What a provider has to answer to be kept, and what is said of one that does not.</summary>
public sealed class ProviderProbeTests : DefinitionTest
{
    private const string Thinking = """{"id":"c1","object":"chat.completion","created":1,"model":"m1","choices":[{"index":0,"message":{"role":"assistant","content":null},"finish_reason":"length"}]}""";
    private const string AnthropicAnswer = """{"id":"m1","type":"message","role":"assistant","model":"m1","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""";

    [Theory]
    [InlineData("<!doctype html><html><body>Sign in</body></html>", "text/html")]
    [InlineData("<!doctype html><html><body>Sign in</body></html>", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("{}", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("null", "application/json")]
    [InlineData("""{"status":"ok"}""", "application/json")]
    [InlineData("""{"object":"list","data":[{"id":"m1"}]}""", "application/json")]
    [InlineData("""{"id":"c1","object":"chat.completion","choices":[]}""", "application/json")]
    [InlineData("""{"id":"c1","object":"chat.completion","choices":[{"index":0,"mess""", "application/json")]
    [InlineData(AnthropicAnswer, "application/json")]
    public async Task A_200_that_is_no_answer_of_the_format_is_a_failure(string body, string contentType)
    {
        Upstream.Answer = call => call.AnswerAsync(200, body, contentType);
        var failure = await AssertFailsAsync(400, "probe_failed", () => Server.Client(Role.Administrator).CreateAsync(Definition()));
        Assert.Contains("it answered 200: that is no answer of the format 'openai': ", failure.Message);
        Assert.Contains(". Mend the definition", failure.Message);
        await AssertFailsAsync(404, "not_found", () => Server.Client(Role.Administrator).ProviderAsync("mine"));
    }

    [Theory]
    [InlineData("<!doctype html><html></html>", "text/html; charset=utf-8", "it is text/html, not JSON")]
    [InlineData("<!doctype html><html></html>", "application/json", "it is not valid JSON")]
    [InlineData("", "application/json", "it is empty")]
    public async Task What_is_no_JSON_is_told_without_a_parser_s_words(string body, string contentType, string told)
    {
        Upstream.Answer = call => call.AnswerAsync(200, body, contentType);
        var failure = await AssertFailsAsync(400, "probe_failed", () => Server.Client(Role.Administrator).CreateAsync(Definition()));
        Assert.Contains($"no answer of the format 'openai': {told}; check 'baseUrl'. Mend the definition", failure.Message);
    }

    [Theory]
    [InlineData("openai", AnthropicAnswer, false)]
    [InlineData("anthropic", AnthropicAnswer, true)]
    [InlineData("anthropic", Answer, false)]
    [InlineData("gemini", Answer, false)]
    [InlineData("gemini", """{"candidates":[{"content":{"role":"model","parts":[{"text":"Hi"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1}}""", true)]
    [InlineData("cohere", Answer, false)]
    [InlineData("cohere", """{"id":"c1","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"Hi"}]},"usage":{"tokens":{"input_tokens":1,"output_tokens":1}}}""", true)]
    [InlineData("openai", Thinking, true)]
    public async Task An_answer_is_read_as_the_format_has_it(string format, string body, bool ok)
    {
        Upstream.Answer = call => call.AnswerAsync(200, body);
        var define = () => Server.Client(Role.Administrator).CreateAsync(Definition() with { Format = format, AuthHeader = null });
        if (ok)
            Assert.Equal((true, 200, "m1"), (await define()).Probe is { } probe ? (probe.Ok, probe.Status, probe.Model) : default);
        else
            await AssertFailsAsync(400, "probe_failed", define);
    }

    [Fact]
    public async Task An_error_with_status_200_is_told_in_the_provider_s_words()
    {
        Upstream.Answer = call => call.AnswerAsync(200, """{"error":{"message":"No such deployment","type":"invalid_request_error"}}""");
        var failure = await AssertFailsAsync(400, "probe_failed", () => Server.Client(Role.Administrator).CreateAsync(Definition()));
        Assert.Contains("it answered 200: No such deployment. Mend the definition", failure.Message);
    }

    [Fact]
    public async Task An_answer_without_end_is_given_up()
    {
        Upstream.Answer = async call =>
        {
            await call.StreamAsync();
            var filler = new string(' ', 64 * 1024);
            try
            {
                for (var i = 0; i < 1024; i++)
                    await call.EventAsync(filler);
            }
            catch (SocketException)
            {
                // The gateway hung up.
            }
        };
        var failure = await AssertFailsAsync(400, "probe_failed", () => Server.Client(Role.Administrator).CreateAsync(Definition()));
        Assert.Contains("it has more than", failure.Message);
    }

    [Theory]
    [InlineData("bad key", "bad key. Mend")]
    [InlineData("bad key.", "bad key. Mend")]
    [InlineData("bad key! ", "bad key! Mend")]
    public async Task What_the_provider_said_ends_as_a_sentence(string said, string told)
    {
        Upstream.Answer = call => call.AnswerAsync(401, JsonSerializer.Serialize(new { error = new { message = said, type = "invalid_request_error" } }));
        var failure = await AssertFailsAsync(400, "probe_failed", () => Server.Client(Role.Administrator).CreateAsync(Definition()));
        Assert.Contains($"it answered 401: {told}", failure.Message);
    }

    [Theory]
    [InlineData("Location: https://new.example/v1/chat/completions\r\n", "that is a redirect to 'https://new.example/v1/chat/completions', which is not followed; set 'baseUrl' to where it leads. Mend")]
    [InlineData("", "that is a redirect, which is not followed; set 'baseUrl' to where it leads. Mend")]
    public async Task A_redirect_is_told_as_one(string headers, string told)
    {
        Upstream.Answer = call => call.AnswerAsync(301, "<html>moved</html>", "text/html", headers: headers);
        var failure = await AssertFailsAsync(400, "probe_failed", () => Server.Client(Role.Administrator).CreateAsync(Definition()));
        Assert.Contains($"it answered 301: {told}", failure.Message);
    }

    [Fact]
    public async Task A_refused_connection_is_told_as_a_sentence()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // Bound, so that nobody else takes the port; it does not listen.
        var address = $"http://127.0.0.1:{((IPEndPoint)closed.LocalEndPoint!).Port}";
        var failure = await AssertFailsAsync(400, "probe_failed", () => Server.Client(Role.Administrator).CreateAsync(Definition() with { BaseUrl = address }));
        Assert.Contains("failed: Connection refused. Mend the definition", failure.Message);
    }

    [Fact]
    public async Task A_private_address_that_another_provider_may_have_is_not_called_for_one_that_may_not()
    {
        Upstream.Answer = call => call.AnswerAsync(200, Answer);
        var admin = Server.Client(Role.Administrator);
        await admin.CreateAsync(Definition());
        var failure = await AssertFailsAsync(400, "probe_failed", () => admin.CreateAsync(Definition() with { Name = "other", AllowPrivateNetwork = null }));
        Assert.Contains("'127.0.0.1' is at the private address 127.0.0.1. If that is meant, set 'allowPrivateNetwork' for this provider. Mend", failure.Message);
        Assert.Equal(1, Upstream.Count);
    }

    [Fact]
    public async Task What_was_not_tried_is_neither_well_nor_failed()
    {
        var admin = Server.Client(Role.Administrator);
        var asked = await admin.CreateAsync(Definition(), probe: false);
        Assert.Equal((null, null, null), (asked.Probe!.Ok, asked.Probe.Status, asked.Probe.Model));
        var noModel = await admin.CreateAsync(Definition() with { Name = "none", Models = [] });
        Assert.Equal((null, "It was not tried: it lists no chat model."), (noModel.Probe!.Ok, noModel.Probe.Message));
        var embeddings = await admin.CreateAsync(Definition() with { Name = "vectors", Models = [new ModelDefinitionDocument { Id = "e", Kind = "embedding" }] });
        Assert.Null(embeddings.Probe!.Ok);
        Assert.Equal(0, Upstream.Count);
    }
}
