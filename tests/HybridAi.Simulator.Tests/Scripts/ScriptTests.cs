using System.Text;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Simulator.Tests.Scripts;

public sealed class ScriptTests : IAsyncLifetime
{
    private static readonly string Body = Wires.Chat("gpt-4o", "[[say:one two three four five]]");
    private static readonly string Streamed = Wires.Chat("gpt-4o", "[[say:one two three four five]]", ",\"stream\":true");
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData("""{"latencyy":5}""", "unknown property")]
    [InlineData("""{"errors":[{"kind":"serverError","often":1}]}""", "errors[0]")]
    [InlineData("""{"errors":[{"rate":1}]}""", "kind")]
    [InlineData("""{"errors":[{"kind":"boom"}]}""", "errors[0].kind")]
    [InlineData("""{"errors":[{"kind":"serverError","rate":1.5}]}""", "errors[0].rate must be from 0 to 1")]
    [InlineData("""{"errors":[{"kind":"serverError","status":200}]}""", "errors[0].status")]
    [InlineData("""{"latency":{"kind":"uniform","minMs":5,"maxMs":1}}""", "latency.minMs")]
    [InlineData("""{"latency":{"kind":"lognormal","ms":5}}""", "latency.sigma")]
    [InlineData("""{"latency":"slow"}""", "latency")]
    [InlineData("""{"tokensPerSecond":0}""", "tokensPerSecond")]
    [InlineData("""{"quality":2}""", "quality")]
    [InlineData("""{"stall":{"afterTokens":-1}}""", "stall.afterTokens")]
    [InlineData("""{"models":{"m":{"quality":9}}}""", "models.m.quality")]
    [InlineData("""{"quality":1,"quality":0}""", "quality")]
    [InlineData("nonsense", "the document")]
    [InlineData("null", "object")]
    public async Task A_wrong_script_is_refused_and_named(string script, string named)
    {
        await _simulator.ScriptAsync("openai", """{"quality":0.5}""");

        var answer = await _simulator.ScriptAsync("openai", script);

        Assert.Equal(400, (int)answer.Status);
        Assert.Contains(named, answer.Body, StringComparison.Ordinal);
        Assert.Equal("""{"quality":0.5}""", (await _simulator.GetAsync("/_sim/openai")).Body);
    }

    [Fact]
    public async Task A_script_is_shown_and_reset()
    {
        const string Script = """{"latency":{"kind":"lognormal","ms":0,"sigma":0.5},"timeToFirstTokenMs":{"kind":"constant","ms":0},"errors":[{"kind":"rateLimit","rate":0,"retryAfterSeconds":2}],"models":{"gpt-4o":{"omitDone":true}}}""";

        Assert.Equal(Script, (await _simulator.ScriptAsync("openai", Script)).Body);
        Assert.Equal(Script, (await _simulator.GetAsync("/_sim/openai")).Body);
        await _simulator.Http.DeleteAsync("/_sim/openai");
        Assert.Equal("{}", (await _simulator.GetAsync("/_sim/openai")).Body);
        Assert.Equal(404, (int)(await _simulator.ScriptAsync("nobody", "{}")).Status);
    }

    [Theory]
    [InlineData("openai", Wires.OpenAi, "gpt-4o", "serverError", 500)]
    [InlineData("openai", Wires.OpenAi, "gpt-4o", "overloaded", 503)]
    [InlineData("openai", Wires.OpenAi, "gpt-4o", "rateLimit", 429)]
    [InlineData("openai", Wires.OpenAi, "gpt-4o", "quota", 429)]
    [InlineData("openai", Wires.OpenAi, "gpt-4o", "auth", 401)]
    [InlineData("openai", Wires.OpenAi, "gpt-4o", "permission", 403)]
    [InlineData("openai", Wires.OpenAi, "gpt-4o", "badRequest", 400)]
    [InlineData("openai", Wires.OpenAi, "gpt-4o", "contextLength", 400)]
    [InlineData("openai", Wires.OpenAi, "gpt-4o", "contentFilter", 400)]
    [InlineData("openai", Wires.OpenAi, "gpt-4o", "notFound", 404)]
    [InlineData("openai", Wires.OpenAi, "gpt-4o", "timeout", 408)]
    [InlineData("openrouter", Wires.OpenRouter, "openai/gpt-4o-mini", "overloaded", 529)]
    [InlineData("openrouter", Wires.OpenRouter, "openai/gpt-4o-mini", "quota", 402)]
    [InlineData("mistral", Wires.Mistral, "ministral-3b-latest", "timeout", 504)]
    [InlineData("azure", Wires.Azure, "dep", "notFound", 404)]
    public async Task The_next_call_gets_a_scripted_error_and_no_other(string provider, string path, string model, string kind, int status)
    {
        await _simulator.ScriptAsync(provider, $$"""{"errors":[{"kind":"{{kind}}","count":1}]}""");

        var first = await _simulator.PostAsync(path, Wires.Chat(model, "Hi"));
        var second = await _simulator.PostAsync(path, Wires.Chat(model, "Hi"));

        Assert.Equal(status, (int)first.Status);
        Assert.NotNull(first.Json);
        Assert.Equal(200, (int)second.Status);
        Assert.Single(await _simulator.LinesAsync());
        if (kind == "rateLimit")
            Assert.Equal("1", first.Headers["retry-after"]);
    }

    [Fact]
    public async Task Status_message_and_retry_after_can_be_chosen()
    {
        await _simulator.ScriptAsync("openai", """{"errors":[{"kind":"serverError","status":507,"message":"Full.","retryAfterSeconds":7}]}""");

        var answer = await _simulator.PostAsync(Wires.OpenAi, Body);

        Assert.Equal(507, (int)answer.Status);
        Assert.Equal("7", answer.Headers["retry-after"]);
        Assert.Equal("Full.", (string?)answer.Json["error"]!["message"]);
    }

    [Fact]
    public async Task A_bad_gateway_speaks_html()
    {
        await _simulator.ScriptAsync("openai", """{"errors":[{"kind":"badGateway","count":1}]}""");

        var answer = await _simulator.PostAsync(Wires.OpenAi, Body);

        Assert.Equal(502, (int)answer.Status);
        Assert.Equal("text/html", answer.Headers["content-type"]);
    }

    [Fact]
    public async Task A_rate_hits_about_its_share_and_the_same_calls_again()
    {
        async Task<string> OutcomesAsync()
        {
            await _simulator.ScriptAsync("openai", """{"seed":5,"errors":[{"kind":"serverError","rate":0.3}]}""");
            var outcomes = new StringBuilder();
            for (var i = 0; i < 200; i++)
                outcomes.Append((int)(await _simulator.PostAsync(Wires.OpenAi, Body)).Status == 500 ? 'x' : '.');
            return outcomes.ToString();
        }

        var first = await OutcomesAsync();

        Assert.InRange(first.Count(c => c == 'x'), 35, 85);
        Assert.Equal(first, await OutcomesAsync());
    }

    [Fact]
    public async Task Errors_by_count_wait_for_calls_and_errors_by_rate_hit_lists_too()
    {
        await _simulator.ScriptAsync("openai", """{"errors":[{"kind":"serverError","count":1}]}""");
        Assert.Equal(200, (int)(await _simulator.GetAsync("/openai/v1/models")).Status);
        Assert.Equal(500, (int)(await _simulator.PostAsync(Wires.OpenAi, Body)).Status);

        await _simulator.ScriptAsync("openai", """{"errors":[{"kind":"overloaded","rate":1}]}""");
        Assert.Equal(503, (int)(await _simulator.GetAsync("/openai/v1/models")).Status);
    }

    [Fact]
    public async Task A_model_can_have_a_script_of_its_own()
    {
        await _simulator.ScriptAsync("openai", """{"models":{"gpt-4o-mini":{"errors":[{"kind":"overloaded"}]}}}""");

        Assert.Equal(503, (int)(await _simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o-mini", "Hi"))).Status);
        Assert.Equal(200, (int)(await _simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", "Hi"))).Status);
    }

    [Fact]
    public async Task A_reset_connection_answers_nothing()
    {
        await _simulator.ScriptAsync("openai", """{"errors":[{"kind":"connectionReset","count":1}]}""");

        await Assert.ThrowsAsync<HttpRequestException>(() => _simulator.PostAsync(Wires.OpenAi, Body));

        Assert.Equal("cut", (string?)(await _simulator.LastEndedRequestAsync())["outcome"]);
    }

    [Fact]
    public async Task A_cut_stream_breaks_after_so_many_tokens_and_is_billed_for_them()
    {
        await _simulator.ScriptAsync("openai", """{"cut":{"count":1,"afterTokens":2}}""");

        using var response = await _simulator.SendAsync(Wires.OpenAi, Encoding.UTF8.GetBytes(Streamed));
        var (text, broken) = await ReadAsync(response);

        Assert.True(broken);
        Assert.Contains("\"content\":\" two\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("three", text, StringComparison.Ordinal);
        var line = Assert.Single(await _simulator.LinesAsync())!;
        Assert.Equal("cut", (string?)line["outcome"]);
        Assert.Equal(2, (int)line["tokens"]!["output"]!);
    }

    [Fact]
    public async Task A_cut_answer_in_one_piece_breaks_in_the_midst_of_the_body()
    {
        await _simulator.ScriptAsync("openai", """{"cut":{"count":1,"afterTokens":2}}""");

        using var response = await _simulator.SendAsync(Wires.OpenAi, Encoding.UTF8.GetBytes(Body));
        var (text, broken) = await ReadAsync(response);

        Assert.True(broken);
        Assert.StartsWith("{\"id\":\"chatcmpl-", text, StringComparison.Ordinal);
        Assert.Equal(2, (int)Assert.Single(await _simulator.LinesAsync())!["tokens"]!["output"]!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cut_before_everything_sends_not_even_a_status(bool stream)
    {
        await _simulator.ScriptAsync("openai", """{"cut":{"count":1}}""");

        await Assert.ThrowsAsync<HttpRequestException>(() => _simulator.PostAsync(Wires.OpenAi, stream ? Streamed : Body));
    }

    [Fact]
    public async Task A_stalled_stream_stops_and_notes_when_the_caller_leaves()
    {
        await _simulator.ScriptAsync("openai", """{"stall":{"count":1,"afterTokens":3}}""");
        var seen = new StringBuilder();

        using (var response = await _simulator.SendAsync(Wires.OpenAi, Encoding.UTF8.GetBytes(Streamed)))
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            while (!seen.ToString().Contains("three", StringComparison.Ordinal))
                seen.Append(await reader.ReadLineAsync());
            Assert.Equal("pending", (string?)(await _simulator.LastRequestAsync())["outcome"]);
        }

        Assert.Equal("cancelled", (string?)(await _simulator.LastEndedRequestAsync())["outcome"]);
        var line = Assert.Single(await _simulator.LinesAsync())!;
        Assert.Equal("cancelled", (string?)line["outcome"]);
        Assert.Equal(3, (int)line["tokens"]!["output"]!);
    }

    [Fact]
    public async Task A_malformed_chunk_is_no_JSON_and_the_rest_follows()
    {
        await _simulator.ScriptAsync("openai", """{"malformed":{"count":1,"afterTokens":1}}""");

        var body = (await _simulator.PostAsync(Wires.OpenAi, Streamed)).Body;

        var events = body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Single(events, e => e != "data: [DONE]" && !IsJson(e[6..]));
        Assert.Contains("five", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_answer_in_one_piece_is_half_of_one()
    {
        await _simulator.ScriptAsync("openai", """{"malformed":{"count":1}}""");

        var answer = await _simulator.PostAsync(Wires.OpenAi, Body);

        Assert.Equal(200, (int)answer.Status);
        Assert.False(IsJson(answer.Body));
    }

    [Theory]
    [InlineData("openai", Wires.OpenAi, "gpt-4o", """{"error":{"message":"M","type":"server_error","param":null,"code":null}}""")]
    [InlineData("groq", Wires.Groq, "openai/gpt-oss-20b", """{"error":{"message":"M","type":"internal_server_error"}}""")]
    [InlineData("vllm", Wires.Vllm, "m", """{"error":{"message":"M","type":"InternalServerError","param":null,"code":500}}""")]
    public async Task An_error_in_the_stream_ends_it(string provider, string path, string model, string expected)
    {
        await _simulator.ScriptAsync(provider, """{"streamError":{"count":1,"afterTokens":1}}""");

        var answer = await _simulator.PostAsync(path, Wires.Chat(model, "[[say:a b c]]", ",\"stream\":true"));

        var last = answer.Chunks[^1];
        last["error"]!["message"] = "M";
        Assert.Equal(expected, last.ToJsonString());
        Assert.DoesNotContain("[DONE]", answer.Body, StringComparison.Ordinal);
        Assert.Equal("error", (string?)Assert.Single(await _simulator.LinesAsync())!["outcome"]);
    }

    [Fact]
    public async Task OpenRouter_and_Cerebras_shape_errors_in_streams_their_way()
    {
        await _simulator.ScriptAsync("openrouter", """{"streamError":{"count":1,"afterTokens":1}}""");
        await _simulator.ScriptAsync("cerebras", """{"streamError":{"count":1,"afterTokens":1}}""");

        var router = (await _simulator.PostAsync(Wires.OpenRouter, Wires.Chat("openai/gpt-4o-mini", "Hi", ",\"stream\":true"))).Chunks[^1];
        var cerebras = (await _simulator.PostAsync(Wires.Cerebras, Wires.Chat("gpt-oss-120b", "Hi", ",\"stream\":true"))).Chunks[^1];

        Assert.Equal(500, (int)router["error"]!["code"]!);
        Assert.Equal("error", (string?)router["choices"]![0]!["finish_reason"]);
        Assert.Equal(500, (int)cerebras["status_code"]!);
        Assert.Equal("server_error", (string?)cerebras["error"]!["type"]);
    }

    [Fact]
    public async Task Usage_and_the_end_mark_can_be_left_out()
    {
        await _simulator.ScriptAsync("openai", """{"omitUsage":true,"omitDone":true}""");

        var stream = await _simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", "Hi", ""","stream":true,"stream_options":{"include_usage":true}"""));
        var whole = await _simulator.PostAsync(Wires.OpenAi, Body);

        Assert.DoesNotContain("[DONE]", stream.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("prompt_tokens", stream.Body, StringComparison.Ordinal);
        Assert.Null(whole.Json["usage"]);
        Assert.Equal(2, (await _simulator.LinesAsync()).Count);
    }

    [Fact]
    public async Task Quality_is_the_share_of_useful_answers()
    {
        await _simulator.ScriptAsync("openai", """{"quality":0.5}""");
        var good = 0;
        for (var i = 0; i < 100; i++)
            good += (await _simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", "[[say:right]]"))).Text == "right" ? 1 : 0;

        Assert.InRange(good, 30, 70);
    }

    [Fact]
    public async Task Scripts_at_start_come_from_options_and_configuration()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Simulator:Seed"] = "9",
            ["Simulator:Urls:0"] = "http://127.0.0.1:0",
            ["Simulator:Scripts:openai:Errors:0:Kind"] = "overloaded",
            ["Simulator:Scripts:openai:Errors:0:RetryAfterSeconds"] = "3",
            ["Simulator:Scripts:openai:OmitDone"] = "true",
            ["Simulator:Scripts:groq"] = """{"errors":[{"kind":"quota"}]}""",
        }).Build();
        var options = SimulatorOptions.From(configuration.GetSection(SimulatorOptions.Section));
        await using var simulator = await RunningSimulator.StartAsync(options);

        Assert.Equal(9, options.Seed);
        Assert.Equal(503, (int)(await simulator.PostAsync(Wires.OpenAi, Body)).Status);
        Assert.Equal(429, (int)(await simulator.PostAsync(Wires.Groq, Wires.Chat("openai/gpt-oss-20b", "Hi"))).Status);
        await simulator.ScriptAsync("openai", "{}");
        await simulator.Http.DeleteAsync("/_sim/openai");
        Assert.Equal("""{"errors":[{"kind":"overloaded","retryAfterSeconds":3}],"omitDone":true}""", (await simulator.GetAsync("/_sim/openai")).Body);
    }

    [Theory]
    [InlineData("openai", """{"qualityy":1}""")]
    [InlineData("nobody", "{}")]
    public void A_wrong_script_stops_the_start(string provider, string script)
    {
        var options = new SimulatorOptions();
        options.Scripts[provider] = script;

        var exception = Assert.Throws<InvalidOperationException>(() => SimulatorHost.Build(options));

        Assert.Contains($"Simulator:Scripts:{provider}", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<(string Text, bool Broken)> ReadAsync(HttpResponseMessage response)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        await using var stream = await response.Content.ReadAsStreamAsync();
        try
        {
            while (await stream.ReadAsync(buffer) is > 0 and var read)
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            return (text.ToString(), false);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return (text.ToString(), true);
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            System.Text.Json.JsonDocument.Parse(text).Dispose();
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
