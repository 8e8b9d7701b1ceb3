using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Gateway.Tests.Routing;

namespace HybridAi.Gateway.Tests.Inference;

public sealed class KeyPolicyTests
{
    private const string Both = """{"model":"both","messages":[{"role":"user","content":"Hi"}]""";

    [Fact]
    public async Task A_policy_beats_what_the_request_says()
    {
        await using var gateway = await TestGateway.StartAsync();
        var key = await CreateAsync(gateway, new { name = "bound", policy = new { strategy = "latency", provider = "two" } });
        gateway.One.Answer = gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var answer = await SendAsync(gateway, key, Both + ""","hybridai":{"strategy":"cost","provider":"one"}}""");
        Assert.Equal("two", answer.Headers.GetValues("x-hybridai-provider").Single());
        Assert.StartsWith("latency;", answer.Headers.GetValues("x-hybridai-route").Single(), StringComparison.Ordinal);
        Assert.Equal(0, gateway.One.Count);
        Assert.Equal(
            ["The request asked for the strategy 'cost'; the policy of its key wants 'latency'.", "The request asked for the provider 'one'; the policy of its key wants 'two'."],
            gateway.Journal.Completed[^1].Decisions!.Select(decision => decision.Text));
    }

    [Theory]
    [InlineData("", 50, 200)]
    [InlineData(""","max_tokens":50""", null, 200)]
    [InlineData(""","max_completion_tokens":null""", 50, 200)]
    [InlineData(""","max_tokens":51""", null, 400)]
    [InlineData(""","max_completion_tokens":5,"max_tokens":1000""", null, 400)]
    [InlineData(""","max_completion_tokens":1e6,"max_tokens":5""", null, 400)]
    [InlineData(""","max_tokens":99999999999""", null, 400)]
    public async Task Output_is_bounded_by_the_policy(string more, int? added, int status)
    {
        await using var gateway = await TestGateway.StartAsync();
        var key = await CreateAsync(gateway, new { name = "bound", policy = new { maxOutputTokens = 50 } });
        JsonElement sent = default;
        gateway.One.Answer = call =>
        {
            sent = JsonElement.Parse(call.Body);
            return call.AnswerAsync(200, Wire.Answer);
        };
        using var answer = await SendAsync(gateway, key, Both + more + "}");
        Assert.Equal(status, (int)answer.StatusCode);
        if (status == 400)
        {
            Assert.Contains("at the most", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal(0, gateway.One.Count);
            return;
        }

        if (added is { } most)
            Assert.Equal(most, sent.GetProperty("max_completion_tokens").GetInt32());
        else
            Assert.False(sent.TryGetProperty("max_completion_tokens", out _));
        Assert.Equal("Hi", sent.GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public async Task A_region_is_not_lifted_by_asking_for_another_strategy()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:one:Region"] = "us-east-1", ["Providers:two:Region"] = "eu-central-1" });
        var key = await CreateAsync(gateway, new { name = "here", policy = new { region = "eu-central-1" } });
        gateway.One.Answer = gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        foreach (var options in new[] { "", ""","hybridai":{"strategy":"geographic","region":"us-east-1"}""", ""","hybridai":{"region":"us-east-1"}""" })
        {
            using var answer = await SendAsync(gateway, key, Both + options + "}");
            Assert.Equal((200, "two"), ((int)answer.StatusCode, answer.Headers.GetValues("x-hybridai-provider").Single()));
        }

        // Nearest is not enough: it goes nowhere else when that fails, either.
        gateway.Two.Answer = call => call.AnswerAsync(500, Wire.Error("broken"));
        using var failed = await SendAsync(gateway, key, Both + ""","hybridai":{"strategy":"geographic"}}""");
        Assert.Equal((500, 0), ((int)failed.StatusCode, gateway.One.Count));
    }

    [Fact]
    public async Task The_lower_of_two_bounds_of_the_cost_holds()
    {
        await using var gateway = await TestGateway.StartAsync();
        var key = await CreateAsync(gateway, new { name = "cheap", policy = new { maxCost = 0.00000001 } });
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var answer = await SendAsync(gateway, key, Both + ""","max_tokens":1000,"hybridai":{"max-cost":1}}""");
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("max-cost", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_is_changed_as_a_whole_kept_at_a_rotation_and_removed_by_null()
    {
        await using var gateway = await TestGateway.StartAsync();
        var (status, created) = await gateway.ApiAsync(HttpMethod.Post, "/api/keys", """{"name":"a","policy":{"region":"eu","maxOutputTokens":9}}""");
        Assert.Equal(201, status);
        var id = created.GetProperty("id").GetString();
        var (_, changed) = await gateway.ApiAsync(HttpMethod.Patch, $"/api/keys/{id}", """{"revision":1,"policy":{"maxOutputTokens":7}}""");
        Assert.Equal((7, JsonValueKind.Null), (changed.GetProperty("policy").GetProperty("maxOutputTokens").GetInt32(), KindOf(changed.GetProperty("policy"), "region")));
        var (_, renamed) = await gateway.ApiAsync(HttpMethod.Patch, $"/api/keys/{id}", """{"revision":2,"name":"b"}""");
        Assert.Equal(7, renamed.GetProperty("policy").GetProperty("maxOutputTokens").GetInt32());
        var (_, rotated) = await gateway.ApiAsync(HttpMethod.Post, $"/api/keys/{id}/rotate", "{}");
        Assert.Equal(7, rotated.GetProperty("policy").GetProperty("maxOutputTokens").GetInt32());
        var (_, bare) = await gateway.ApiAsync(HttpMethod.Patch, $"/api/keys/{rotated.GetProperty("id").GetString()}", """{"revision":1,"policy":null}""");
        Assert.Equal(JsonValueKind.Null, KindOf(bare, "policy"));
    }

    [Fact]
    public async Task Whatever_is_wrong_with_a_policy_is_named_at_once()
    {
        await using var gateway = await TestGateway.StartAsync();
        var (status, error) = await gateway.ApiAsync(
            HttpMethod.Post, "/api/keys", """{"name":"a","policy":{"strategy":"best","provider":"nobody","region":" ","maxCost":-1,"maxOutputTokens":0}}""");
        Assert.Equal(400, status);
        foreach (var field in new[] { "policy.strategy", "policy.provider", "policy.region", "policy.maxCost", "policy.maxOutputTokens" })
            Assert.Contains(field, error.GetRawText(), StringComparison.Ordinal);
    }

    private static JsonValueKind KindOf(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.ValueKind : JsonValueKind.Null;

    private static async Task<string> CreateAsync(TestGateway gateway, object request)
    {
        using var created = await gateway.Http.PostAsJsonAsync("/api/keys", request);
        var text = await created.Content.ReadAsStringAsync();
        Assert.True(created.IsSuccessStatusCode, string.Create(CultureInfo.InvariantCulture, $"{created.StatusCode}: {text}"));
        return JsonElement.Parse(text).GetProperty("key").GetString()!;
    }

    private static Task<HttpResponseMessage> SendAsync(TestGateway gateway, string key, string body) =>
        gateway.ChatAsync(body, request => request.Headers.Authorization = new("Bearer", key));
}
