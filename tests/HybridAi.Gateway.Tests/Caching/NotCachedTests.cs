using System.Text;
using HybridAi.Gateway.Tests.Hosting;
using static HybridAi.Gateway.Tests.Caching.CachedGateway;

namespace HybridAi.Gateway.Tests.Caching;

/// <summary>Requests and answers that are not cached.</summary>
public sealed class NotCachedTests
{
    [Theory]
    [InlineData("responses", ""","store":false""", "the answer is not in the cache")]
    [InlineData("responses", "", "it is stored ('store')")]
    [InlineData("responses", ""","store":null""", "it is stored ('store')")]
    [InlineData("responses", ""","store":false,"previous_response_id":"resp_1" """, "it has the field 'previous_response_id'")]
    [InlineData("responses", ""","store":false,"conversation":"conv_1" """, "it has the field 'conversation'")]
    [InlineData("responses", ""","store":false,"background":true""", "it has the field 'background'")]
    [InlineData("responses", ""","store":false,"input":[{"type":"item_reference","id":"msg_1"}]""", "it refers to stored items")]
    [InlineData("responses", ""","store":false,"tools":[{"type":"mcp","server_label":"a","server_url":"https://a.example"}]""", "its provider calls servers that may do something ('mcp')")]
    [InlineData("messages", ""","max_tokens":9,"mcp_servers":[{"type":"url","url":"https://a.example","name":"a"}]""", "it has the field 'mcp_servers'")]
    [InlineData("messages", ""","max_tokens":9,"container":"c_1" """, "it has the field 'container'")]
    [InlineData("chat/completions", ""","modalities":["text","audio"],"audio":{"voice":"a","format":"wav"}""", "it has the field 'audio'")]
    [InlineData("chat/completions", ""","audio":null""", "the answer is not in the cache")]
    public async Task What_leaves_something_behind_or_goes_on_from_something_is_not_cached(string path, string more, string says)
    {
        await using var gateway = await StartAsync(("Providers:one:Profile", "openai"));
        var prompt = path == "responses" ? more.Contains("\"input\"", StringComparison.Ordinal) ? "" : ""","input":"Hello mcp" """ : ""","messages":[{"role":"user","content":"Hello \"mcp\""}]""";
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/{path}") { Content = new StringContent($$"""{"model":"one/m"{{prompt}}{{more}}}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("x-hybridai-cache", "only");
        using var answer = await gateway.Http.SendAsync(request);
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(400)]
    public async Task Errors_are_not_cached(int status)
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(status, Wire.Error("no"));
        Assert.Equal((status, "miss"), await StatusAsync(gateway, Question()));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        Assert.Equal((200, "miss"), await StatusAsync(gateway, Question()));
        Assert.Equal((200, "exact"), await StatusAsync(gateway, Question()));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_or_whose_caller_hangs_up_is_not_cached()
    {
        await using var gateway = await StartAsync();
        var cut = gateway.StreamAsync();
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Text("a"));
        call.Cut();
        using (var answer = await cut)
            Assert.Contains("error", await answer.Content.ReadAsStringAsync());
        await gateway.Journal.NextAsync();

        var gone = gateway.StreamAsync();
        call = await gateway.One.NextAsync();
        await call.StreamAsync();
        // All but the terminator: only that the attempt failed tells.
        await call.EventAsync(Wire.Text("a") + Wire.Finish);
        (await gone).Dispose();
        await call.UntilClosedAsync();
        await gateway.Journal.NextAsync();

        gateway.One.Answer = again => again.StreamAllAsync(Wire.Text("a"), Wire.Finish, Wire.Done);
        using var whole = await gateway.StreamAsync();
        Assert.Equal("miss", whole.CacheOf());
    }

    [Theory]
    [InlineData("content_filter")]
    [InlineData(null)]
    public async Task What_did_not_end_as_an_answer_does_is_not_cached(string? reason)
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer.Replace("\"stop\"", reason is null ? "null" : $"\"{reason}\"", StringComparison.Ordinal));
        await gateway.AskAsync(Question());
        Assert.Equal("miss", (await gateway.AskAsync(Question())).Cache);
    }

    [Theory]
    [InlineData("\"content_filter\"")]
    [InlineData("null")]
    public async Task Of_several_choices_all_have_to_end_as_answers_do(string reason)
    {
        await using var gateway = await StartAsync();
        const string Choice = """{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}""";
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer.Replace(Choice, $"{Choice},{Choice.Replace("\"stop\"", reason, StringComparison.Ordinal)}", StringComparison.Ordinal));
        for (var i = 0; i < 2; i++)
            Assert.Equal((200, "miss"), await StatusAsync(gateway, Question(""","n":2""")));

        var other = Wire.Finish.Replace("\"index\":0", "\"index\":1", StringComparison.Ordinal).Replace("\"stop\"", reason, StringComparison.Ordinal);
        gateway.One.Answer = call => call.StreamAllAsync(Wire.Text("a"), other, Wire.Finish, Wire.Done);
        for (var i = 0; i < 2; i++)
        {
            using var stream = await gateway.StreamAsync(""","n":2""");
            Assert.Equal((Wire.Text("a") + other + Wire.Finish + Wire.Done, "miss"), (await stream.Content.ReadAsStringAsync(), stream.CacheOf()));
        }
    }

    [Theory]
    [InlineData("completed", "exact")]
    [InlineData("failed", "miss")]
    public async Task A_response_that_failed_is_not_cached(string state, string status)
    {
        await using var gateway = await StartAsync(("Providers:one:Profile", "openai"));
        gateway.One.Answer = call => call.AnswerAsync(200, $$$"""{"id":"r","object":"response","status":"{{{state}}}","error":null,"output":[],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}""");
        string? cache = null;
        for (var i = 0; i < 2; i++)
        {
            using var answer = await gateway.Http.PostAsync("/v1/responses", new StringContent("""{"model":"one/m","input":"Hello","store":false}""", Encoding.UTF8, "application/json"));
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            cache = answer.CacheOf();
        }

        Assert.Equal(status, cache);
    }

    [Fact]
    public async Task Larger_answers_than_allowed_are_not_cached()
    {
        await using var gateway = await StartAsync(("Cache:MaxAnswerSize", "2KB"));
        var text = new string('x', 3000);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer.Replace("Hi", text, StringComparison.Ordinal));
        await gateway.AskAsync(Question());
        Assert.Equal("miss", (await gateway.AskAsync(Question())).Cache);
        gateway.One.Answer = call => call.StreamAllAsync(Wire.Text(text), Wire.Finish, Wire.Done);
        for (var i = 0; i < 2; i++)
        {
            using var stream = await gateway.StreamAsync();
            Assert.Equal((Wire.Text(text) + Wire.Finish + Wire.Done, "miss"), (await stream.Content.ReadAsStringAsync(), stream.CacheOf()));
        }
    }

    [Fact]
    public async Task What_another_deployment_answered_instead_is_not_kept()
    {
        await using var gateway = await StartAsync();
        await gateway.PostDocumentAsync("/api/routing/fallbacks", """{"name":"f","model":"one/m","on":["any"],"targets":["two/m"]}""");
        gateway.One.Answer = call => call.AnswerAsync(500, Wire.Error("no"));
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        for (var i = 0; i < 2; i++)
            Assert.Equal((200, "miss"), await StatusAsync(gateway, Question()));
    }

    [Fact]
    public async Task Switched_off_nothing_is_cached()
    {
        await using var gateway = await StartAsync(("Cache:Enabled", "false"));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        for (var i = 0; i < 2; i++)
            Assert.Equal((200, "off"), await StatusAsync(gateway, Question()));
        Assert.Equal(2, gateway.One.Count);
    }

    private static async Task<(int Status, string? Cache)> StatusAsync(TestGateway gateway, string json)
    {
        var answer = await gateway.AskAsync(json);
        return (answer.Status, answer.Cache);
    }
}
