using System.Net.Http.Json;
using System.Text.Json;
using HybridAi.Gateway.Resilience;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Resilience;

public sealed class FallbackChainTests
{
    private const string OneOnly = """{"model":"one/m","messages":[]}""";
    private const string TooLong = """{"error":{"message":"too long","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""";
    private const string Blocked = """{"error":{"message":"blocked","type":"invalid_request_error","param":null,"code":"content_filter"}}""";

    [Theory]
    [InlineData("context-window", 400, TooLong, "ContextLength")]
    [InlineData("content-filter", 400, Blocked, "ContentFilter")]
    [InlineData("rate-limit", 429, "", "RateLimit")]
    [InlineData("overload", 503, "", "Overload")]
    [InlineData("error", 500, "", "ServerError")]
    [InlineData("timeout", 408, "", "ProviderTimeout")]
    [InlineData("any", 400, TooLong, "ContextLength")]
    public async Task A_failure_goes_on_by_the_chain_for_its_cause(string on, int status, string body, string cause)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(status, body);
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using (var without = await gateway.ChatAsync(OneOnly))
            Assert.NotEqual(200, (int)without.StatusCode);

        await CreateAsync(gateway, new { name = "chain", model = "one/m", on = new[] { on }, targets = new[] { "two/m" } });
        using var answer = await gateway.ChatAsync(OneOnly);

        Assert.Equal((200, "two", "2"), ((int)answer.StatusCode, Header(answer, "x-hybridai-provider"), Header(answer, "x-hybridai-attempts")));
        var record = gateway.Journal.Completed[^1];
        Assert.Equal(cause, Assert.Single(record.AbandonedAttempts!).FailureCause);
        Assert.Equal($"one/m failed ({cause}): going on with two/m by the chain 'chain'.", Assert.Single(record.Decisions!).Text);
    }

    [Fact]
    public async Task A_chain_for_another_cause_or_another_key_is_none()
    {
        await using var gateway = await TestGateway.StartAsync();
        await CreateAsync(gateway, new { name = "chain", model = "*", on = new[] { "error" }, targets = new[] { "two/m" } });
        gateway.One.Answer = call => call.AnswerAsync(400, TooLong);
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using (var other = await gateway.ChatAsync(OneOnly))
            Assert.Equal(400, (int)other.StatusCode);
        Assert.Equal(0, gateway.Two.Count);

        gateway.One.Answer = call => call.AnswerAsync(500, "");
        using var created = await gateway.Http.PostAsJsonAsync("/api/keys", new { name = "narrow", role = "inference", allowedModels = new[] { "one/*" } });
        var secret = JsonElement.Parse(await created.Content.ReadAsStringAsync()).GetProperty("key").GetString();
        using var narrow = await gateway.ChatAsync(OneOnly, request => request.Headers.Authorization = new("Bearer", secret));
        Assert.Equal((500, 0), ((int)narrow.StatusCode, gateway.Two.Count));
        using var bound = await gateway.ChatAsync(OneOnly, request => request.Headers.Add("x-hybridai-provider", "one"));
        Assert.Equal((500, 0), ((int)bound.StatusCode, gateway.Two.Count));
        using var wide = await gateway.ChatAsync(OneOnly);
        Assert.Equal((200, 1), ((int)wide.StatusCode, gateway.Two.Count));
    }

    [Fact]
    public async Task A_stream_goes_on_by_a_chain_before_its_first_content()
    {
        await using var gateway = await TestGateway.StartAsync();
        await CreateAsync(gateway, new { name = "chain", model = "one/m", on = new[] { "context-window" }, targets = new[] { "two/m" } });
        gateway.One.Answer = call => call.AnswerAsync(400, TooLong);
        gateway.Two.Answer = call => call.StreamAllAsync(Wire.Role, Wire.Text("Hi"), Wire.Finish, Wire.Done);
        using var answer = await gateway.StreamAsync(model: "one/m");
        Assert.Contains("Hi", await answer.Content.ReadAsStringAsync());
        Assert.Equal("two", Header(answer, "x-hybridai-provider"));
    }

    [Fact]
    public async Task A_chain_may_name_what_the_plan_has_anyway()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(400, TooLong);
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using (var without = await gateway.ChatAsync())
            Assert.Equal((400, 0), ((int)without.StatusCode, gateway.Two.Count));
        await CreateAsync(gateway, new { name = "chain", model = "m", on = new[] { "context-window" }, targets = new[] { "two/m" } });
        using var answer = await gateway.ChatAsync();
        Assert.Equal((200, 1), ((int)answer.StatusCode, gateway.Two.Count));
        Assert.Contains("by the chain 'chain'", Assert.Single(gateway.Journal.Completed[^1].Decisions!).Text);
    }

    [Fact]
    public async Task Open_circuits_go_on_by_the_chain_for_overload()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Breaker:Enabled"] = "true" });
        gateway.One.Answer = call => call.AnswerAsync(500, "");
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        for (var i = 0; i < 5; i++)
            (await gateway.ChatAsync(OneOnly)).Dispose();
        await CreateAsync(gateway, new { name = "chain", model = "one/m", on = new[] { "overload" }, targets = new[] { "two/m" } });
        using var answer = await gateway.ChatAsync(OneOnly);
        Assert.Equal((200, "1", 5), ((int)answer.StatusCode, Header(answer, "x-hybridai-attempts"), gateway.One.Count));
        Assert.Equal(["breaker", "fallback"], gateway.Journal.Completed[^1].Decisions!.Select(decision => decision.Step));
    }

    [Fact]
    public async Task What_happened_is_one_event_with_a_count()
    {
        await using var gateway = await TestGateway.StartAsync();
        await CreateAsync(gateway, new { name = "chain", model = "one/m", on = new[] { "error" }, targets = new[] { "two/m" } });
        gateway.One.Answer = call => call.AnswerAsync(500, "");
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        for (var i = 0; i < 3; i++)
            (await gateway.ChatAsync(OneOnly)).Dispose();
        (await gateway.ChatAsync()).Dispose();
        await gateway.App.Services.GetRequiredService<FallbackLog>().WriteAsync(default);
        var events = JsonElement.Parse(await gateway.Http.GetStringAsync("/api/routing/fallback-events?deployment=one/m&kind=fallback")).GetProperty("data").EnumerateArray().ToArray();
        Assert.Equal(2, events.Length);
        var chained = events.Single(one => one.GetProperty("rule").GetString() == "chain");
        Assert.Equal((3, "two/m", "ServerError"), (chained.GetProperty("count").GetInt64(), chained.GetProperty("target").GetString(), chained.GetProperty("cause").GetString()));
        Assert.Contains(gateway.Journal.Completed, record => record.Id == chained.GetProperty("requestId").GetGuid());
        Assert.NotEqual("", chained.GetProperty("gateway").GetString());
        Assert.Equal(JsonValueKind.Null, events.Single(one => one.GetProperty("count").GetInt64() == 1).GetProperty("rule").ValueKind);
    }

    internal static async Task CreateAsync(TestGateway gateway, object rule)
    {
        using var answer = await gateway.Http.PostAsJsonAsync("/api/routing/fallbacks", rule);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
