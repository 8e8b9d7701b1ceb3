using System.Text;
using System.Text.RegularExpressions;
using HybridAi.Gateway.Tests.Hosting;
using static HybridAi.Gateway.Tests.Caching.CachedGateway;

namespace HybridAi.Gateway.Tests.Caching;

/// <summary>Which requests are the same to the cache, and whose answers a caller may get.</summary>
public sealed class SameRequestTests
{
    [Theory]
    [InlineData(""","temperature":0.5,"user":"ann","metadata":{"a":"b"}""", ""","metadata":{},"user":"bob","temperature":5e-1""")]
    [InlineData(""","store":false,"service_tier":"auto" """, ""","prompt_cache_key":"k","safety_identifier":"s" """)]
    [InlineData(""","hybridai":{"task":"x"}""", ""","hybridai":{"user":"u","session":"s"}""")]
    public async Task What_cannot_change_the_answer_does_not_count(string one, string other)
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        Assert.Equal("miss", (await gateway.AskAsync(Question(one))).Cache);
        Assert.Equal("exact", (await gateway.AskAsync(Question(other))).Cache);
    }

    [Theory]
    [InlineData(""","temperature":0.5""", "")]
    [InlineData(""","seed":1""", ""","seed":2""")]
    [InlineData(""","n":1""", ""","n":2""")]
    [InlineData(""","unknown_field":[{"a":1}]""", ""","unknown_field":[{"a":2}]""")]
    [InlineData(""","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]""", ""","tools":[{"type":"function","function":{"name":"g","parameters":{"type":"object"}}}]""")]
    [InlineData(""","response_format":{"type":"json_object"}""", ""","response_format":{"type":"text"}""")]
    [InlineData(""","response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"properties":{"x":{}}}}}""", ""","response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"properties":{"y":{}}}}}""")]
    [InlineData(""","tool_choice":"none" """, ""","tool_choice":"auto" """)]
    [InlineData(""","max_tokens":5""", ""","max_tokens":6""")]
    [InlineData(""","system":"be kind" """, ""","system":"be brief" """)]
    [InlineData(""","hybridai":{"provider":"one"}""", "")]
    public async Task What_can_change_it_does(string one, string other)
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        Assert.Equal("miss", (await gateway.AskAsync(Question(one, model: "both"))).Cache);
        Assert.Equal("miss", (await gateway.AskAsync(Question(other, model: "both"))).Cache);
        Assert.Equal("exact", (await gateway.AskAsync(Question(one, model: "both"))).Cache);
    }

    [Fact]
    public async Task The_same_body_for_another_api_model_or_with_another_header_is_another_request()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        Assert.Equal("miss", (await gateway.AskAsync(Question(""","max_tokens":9"""))).Cache);
        Assert.Equal("miss", (await gateway.AskAsync(Question(""","max_tokens":9""", model: "two/m"))).Cache);
        Assert.Equal(("miss", true), await MessageAsync(null));
        Assert.Equal(("exact", true), await MessageAsync(null));
        Assert.Equal(("miss", true), await MessageAsync("context-1m-2025-08-07"));

        async Task<(string? Cache, bool IsMessage)> MessageAsync(string? beta)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(Question(""","max_tokens":9"""), Encoding.UTF8, "application/json") };
            request.Headers.Add("anthropic-version", "2023-06-01");
            if (beta is not null)
                request.Headers.Add("anthropic-beta", beta);
            using var answer = await gateway.Http.SendAsync(request);
            return (answer.CacheOf(), (await answer.Content.ReadAsStringAsync()).Contains("\"type\":\"message\"", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("Organization", "exact")]
    [InlineData("Key", "miss")]
    [InlineData("User", "miss")]
    [InlineData("Team", "exact")]
    public async Task Another_key_of_the_organization_gets_it_if_the_partition_allows_that(string partition, string status)
    {
        await using var gateway = await StartAsync(("Cache:Partition", partition));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question());
        var secret = await gateway.KeyWithPolicyAsync(null);
        Assert.Equal(status, (await gateway.AskAsync(Question(), request => request.Headers.Authorization = new("Bearer", secret))).Cache);
    }

    [Fact]
    public async Task Another_organization_never_gets_it()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question());
        var organization = (await gateway.PostDocumentAsync("/api/organizations", """{"name":"Other"}""")).GetProperty("id").GetString();
        var secret = (await gateway.PostDocumentAsync("/api/keys", $$"""{"name":"k","organizationId":"{{organization}}"}""")).GetProperty("key").GetString();
        Assert.Equal("miss", (await gateway.AskAsync(Question(), request => request.Headers.Authorization = new("Bearer", secret))).Cache);
    }

    [Theory]
    [InlineData("true", "prefix")]
    [InlineData("false", "miss")]
    public async Task What_differs_by_notes_on_messages_is_found_if_that_is_allowed(string allowed, string status)
    {
        await using var gateway = await StartAsync(("Cache:ApproximatePrefix", allowed));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question());
        var noted = """{"model":"one/m","messages":[{"id":"m1","role":"user","content":"Hello there","annotations":[],"cache_control":{"type":"ephemeral"}}]}""";
        Assert.Equal((status, Wire.Answer), ((await gateway.AskAsync(noted)).Cache, (await gateway.AskAsync(noted)).Body));
        Assert.Equal("exact", (await gateway.AskAsync(Question())).Cache);
        Assert.Equal("miss", (await gateway.AskAsync(noted.Replace("\"user\"", "\"system\"", StringComparison.Ordinal))).Cache);
    }

    [Fact]
    public async Task What_is_purged_is_gone_for_those_who_found_it_in_spite_of_notes_too()
    {
        await using var gateway = await StartAsync(("Cache:ApproximatePrefix", "true"));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question());
        const string Noted = """{"model":"one/m","messages":[{"id":"m1","role":"user","content":"Hello there"}]}""";
        Assert.Equal("prefix", (await gateway.AskAsync(Noted)).Cache);
        var key = Regex.Match(gateway.Journal.Completed[^1].Decisions!.Single().Text, "[0-9a-f]{64}").Value;
        await gateway.PostDocumentAsync("/api/cache/purge", $$"""{"key":"{{key}}"}""", 200);
        Assert.Equal("miss", (await gateway.AskAsync(Noted)).Cache);
    }
}
