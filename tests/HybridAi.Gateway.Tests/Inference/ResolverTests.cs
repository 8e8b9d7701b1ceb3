using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Inference;

/// <summary>What requests are refused for before a provider is called, and what names lead to.</summary>
public sealed class ResolverTests
{
    public static TheoryData<string, int, string?, string?> Refusals() => new()
    {
        { "", 400, null, null },
        { "nonsense", 400, null, null },
        { "[]", 400, null, null },
        { "{}", 400, "model", null },
        { """{"model":null,"messages":[]}""", 400, "model", null },
        { """{"model":"","messages":[]}""", 400, "model", null },
        { """{"model":5,"messages":[]}""", 400, "model", null },
        { """{"model":"\ud800","messages":[]}""", 400, "model", null },
        { """{"model":"nobody's","messages":[]}""", 404, "model", "model_not_found" },
        { """{"model":"one/","messages":[]}""", 404, "model", "model_not_found" },
        { """{"model":"/m","messages":[]}""", 404, "model", "model_not_found" },
        { """{"model":"ONE/m","messages":[]}""", 404, "model", "model_not_found" },
        { """{"model":"strict/unlisted","messages":[]}""", 404, "model", "model_not_found" },
        { """{"model":"strict/vectors","messages":[]}""", 400, "model", null },
        { """{"model":"both","stream":"yes","messages":[]}""", 400, "stream", null },
        { """{"model":"both","stream":1,"messages":[]}""", 400, "stream", null },
        { """{"model":"both","stream_options":true,"messages":[]}""", 400, "stream_options", null },
        { """{"model":"both","stream_options":{"include_usage":"yes"},"messages":[]}""", 400, "stream_options", null },
        { """{"model":"both","messages":[],"hybridai":{"provider":"nobody"}}""", 400, "hybridai.provider", null },
        { """{"model":"both","messages":[],"hybridai":{"provider":"strict"}}""", 400, "hybridai.provider", null },
        { """{"model":"both","messages":[],"hybridai":{"region":"mars"}}""", 400, "hybridai.region", null },
        { """{"model":"both","messages":[],"hybridai":{"provider":"two","region":"eu"}}""", 400, "hybridai.region", null },
        { """{"model":"both","messages":[],"hybridai":{"cache":"only"}}""", 404, "hybridai.cache", "cache_miss" },
        { """{"model":"both","messages":[{"content":"a long text"}],"max_tokens":1000,"hybridai":{"max-cost":"0.000001"}}""", 400, "hybridai.max-cost", "max_cost_exceeded" },
        { """{"model":"one/unpriced","messages":[],"hybridai":{"max-cost":"1000"}}""", 400, "hybridai.max-cost", "max_cost_exceeded" },
        { """{"model":"one/m","messages":[],"hybridai":{"max_cost":1000}}""", 400, "hybridai.max_cost", "max_cost_exceeded" },
        { """{"model":"both","messages":[],"model":"one/m"}""", 400, null, null },
    };

    [Fact]
    public async Task Each_refusal_names_its_field_is_recorded_once_and_costs_nothing()
    {
        await using var gateway = await StartAsync();
        foreach (var row in Refusals())
        {
            var (body, status, param, code) = row.Data;
            using var answer = await gateway.ChatAsync(body);
            var error = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error");
            Assert.Equal((body, status, param, code), (body, (int)answer.StatusCode, error.GetProperty("param").GetString(), error.GetProperty("code").GetString()));
            var record = await gateway.Journal.NextAsync();
            Assert.Equal((status, 0, 0L), (record.Status, record.Attempts, record.Cost!.Value.NanoDollars));
            Assert.Equal(answer.Headers.GetValues("x-hybridai-request-id").Single(), record.Id.ToString());
        }

        Assert.Equal((0, 0), (gateway.One.Count, gateway.Two.Count));
    }

    [Theory]
    [InlineData("both", null, "one")]
    [InlineData("m", null, "one")]
    [InlineData("two/m", null, "two")]
    [InlineData("both", "two", "two")]
    [InlineData("one/whatever/it:is", null, "one")]
    public async Task A_name_leads_to_its_deployments(string model, string? provider, string expected)
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var answer = await gateway.ChatAsync($$"""{"model":"{{model}}","messages":[]}""", request =>
        {
            if (provider is not null)
                request.Headers.Add("x-hybridai-provider", provider);
        });
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(expected, answer.Headers.GetValues("x-hybridai-provider").Single());
    }

    [Fact]
    public async Task A_region_and_a_cost_bound_choose_among_the_deployments()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var near = await gateway.ChatAsync("""{"model":"both","messages":[],"hybridai":{"region":"EU"}}""");
        Assert.Equal("one", near.Headers.GetValues("x-hybridai-provider").Single());
        using var cheap = await gateway.ChatAsync("""{"model":"mixed","messages":[],"max_tokens":2,"hybridai":{"max_cost":1e-05}}""");
        Assert.Equal("one", cheap.Headers.GetValues("x-hybridai-provider").Single());
    }

    [Theory]
    [InlineData("", "0.05", 400)]
    [InlineData("", "0.06", 200)]
    [InlineData(""","n":2""", "0.06", 400)]
    [InlineData(""","\u006e":2""", "0.06", 400)]
    [InlineData(""","n":2""", "0.11", 200)]
    [InlineData(""","max_completion_tokens":10,"n":2""", "0.00003", 400)]
    [InlineData(""","max_completion_tokens":10,"n":2""", "0.00004", 200)]
    public async Task A_cost_bound_counts_the_most_output_that_each_choice_may_bring(string more, string most, int status)
    {
        // GPT-4.1 mini: at most 32,768 tokens of output for 1.6 USD a million, 0.4 USD for the input.
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:one:Profile"] = "openai", ["Providers:one:Models:0:Id"] = "x" });
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var answer = await gateway.ChatAsync(
            $$"""{"model":"one/gpt-4.1-mini","messages":[]{{more}}}""", request => request.Headers.Add("x-hybridai-max-cost", most));
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 400)
            Assert.Contains("\"param\":\"x-hybridai-max-cost\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_and_the_pseudonym_of_the_end_user_are_recorded()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var first = await gateway.ChatAsync("""{"model":"both","messages":[],"user":"alice","hybridai":{"session":"s","task":"t","tags":["x","y"]}}""");
        using var second = await gateway.ChatAsync("""{"model":"both","messages":[],"user":"bob","hybridai":{"user":"alice"}}""");
        var (one, two) = (await gateway.Journal.NextAsync(), await gateway.Journal.NextAsync());
        Assert.Equal(("s", "t", "x,y"), (one.Session, one.Task, string.Join(',', one.Tags!)));
        Assert.Equal(one.EndUser, two.EndUser);
        Assert.Equal(32, one.EndUser!.Length);
        Assert.Equal(32, one.ClientAddress!.Length);
        Assert.DoesNotContain("alice", one.ToString());
        Assert.DoesNotContain("127.0.0.1", one.ToString());
    }

    [Fact]
    public async Task Pseudonyms_can_be_switched_off_and_long_users_are_cut_between_characters()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Privacy:HashUsers"] = "false", ["Privacy:HashAddresses"] = "false" });
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var answer = await gateway.ChatAsync($$"""{"model":"both","messages":[],"user":"{{new string('u', 127)}}😀"}""");
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((new string('u', 127), "127.0.0.1"), (record.EndUser, record.ClientAddress));
    }

    [Theory]
    [InlineData("text/plain", null, 415)]
    [InlineData("application/jsonx", null, 415)]
    [InlineData("application/json; charset=utf-8", null, 200)]
    [InlineData("APPLICATION/JSON", null, 200)]
    [InlineData(null, null, 200)]
    [InlineData("application/json", "gzip", 415)]
    [InlineData("application/json", "identity", 200)]
    public async Task The_body_is_plain_json(string? contentType, string? encoding, int status)
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var answer = await gateway.ChatAsync(change: request =>
        {
            request.Content!.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
            if (encoding is not null)
                request.Content.Headers.ContentEncoding.Add(encoding);
        });
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_beyond_the_bound_is_413_announced_or_not(bool announced)
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Gateway:MaxBodySize"] = "64KB" });
        using var answer = await gateway.ChatAsync(change: request =>
        {
            request.Content = new ByteArrayContent(new byte[100_000]);
            request.Headers.TransferEncodingChunked = !announced;
            request.Headers.ExpectContinue = true;
        });
        Assert.Equal(413, (int)answer.StatusCode);
        Assert.Contains("64KB", await answer.Content.ReadAsStringAsync());
        Assert.Equal(413, (await gateway.Journal.NextAsync()).Status);
    }

    [Fact]
    public async Task A_body_just_at_the_bound_passes_whole()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Gateway:MaxBodySize"] = "2MB" });
        const string frame = """{"model":"both","messages":[{"role":"user","content":""}]}""";
        var body = frame.Insert(frame.Length - 4, new string('x', (2 * 1024 * 1024) - frame.Length));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var answer = await gateway.ChatAsync(body);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Odd_unicode_in_any_place_is_never_the_gateways_fault()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        string[] odd = ["\\u0000", "\\ud800", "\\udc00\\ud800", "\\ud83d\\ude00", "日本", "\\u202e", "\u00a0", "e\\u0301", new string('ﷺ', 300)];
        foreach (var text in odd)
        {
            foreach (var body in new[]
            {
                "{\"model\":\"" + text + "\",\"messages\":[]}",
                "{\"model\":\"one/" + text + "\",\"messages\":[]}",
                "{\"model\":\"both\",\"user\":\"" + text + "\",\"messages\":[]}",
                "{\"model\":\"both\",\"" + text + "\":1,\"messages\":[]}",
                "{\"model\":\"both\",\"messages\":[],\"hybridai\":{\"" + text + "\":\"" + text + "\"}}",
                "{\"model\":\"both\",\"messages\":[],\"hybridai\":{\"task\":\"" + text + "\",\"tags\":[\"" + text + "\"],\"provider\":\"" + text + "\"}}",
                "{\"model\":\"both\",\"messages\":[],\"stream_options\":{\"" + text + "\":\"" + text + "\"}}",
            })
            {
                using var answer = await gateway.ChatAsync(body);
                Assert.True((int)answer.StatusCode is >= 200 and < 500, $"{(int)answer.StatusCode}: {body}");
                var sent = await answer.Content.ReadAsByteArrayAsync();
                Assert.NotEmpty(JsonElement.Parse(sent).EnumerateObject());
                await gateway.Journal.NextAsync();
            }
        }
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_400()
    {
        await using var gateway = await StartAsync();
        using var answer = await gateway.ChatAsync(change: request => request.Content = new ByteArrayContent([.. "{\"model\":\""u8, 0xff, 0xfe, .. "\"}"u8]));
        Assert.Equal(400, (int)answer.StatusCode);
        using var marked = await gateway.ChatAsync(change: request => request.Content = new ByteArrayContent([0xef, 0xbb, 0xbf, .. Encoding.UTF8.GetBytes("""{"model":"none"}""")]));
        Assert.Equal(404, (int)marked.StatusCode);
    }

    private static Task<TestGateway> StartAsync() => TestGateway.StartAsync(new()
    {
        ["Providers:one:Region"] = "eu",
        ["Providers:two:Region"] = "us",
        ["Providers:strict:BaseUrl"] = "http://127.0.0.1:9",
        ["Providers:strict:AcceptUnlistedModels"] = "false",
        ["Providers:strict:Models:0:Id"] = "vectors",
        ["Providers:strict:Models:0:Kind"] = "embedding",
        ["Providers:two:Models:1:Id"] = "dear",
        ["Providers:two:Models:1:InputPerMillion"] = "100000",
        ["Providers:two:Models:1:OutputPerMillion"] = "100000",
        ["Aliases:mixed"] = "two/dear,one/m",
    });
}
