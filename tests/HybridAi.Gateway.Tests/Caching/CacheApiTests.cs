using System.Net;
using System.Text.Json;
using HybridAi.Client.Audit;
using HybridAi.Client.Caching;
using HybridAi.Client.Errors;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Gateway.Tests.Routing;
using static HybridAi.Gateway.Tests.Caching.CachedGateway;

namespace HybridAi.Gateway.Tests.Caching;

public sealed class CacheApiTests
{
    [Theory]
    [InlineData("key")]
    [InlineData("tag")]
    [InlineData("model")]
    [InlineData("all")]
    public async Task What_is_purged_is_not_given_any_more_and_the_rest_is(string kind)
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question(), Tagged("a"));
        await gateway.AskAsync(Question(model: "two/m", text: "Other"), Tagged("b"));
        await gateway.AskAsync(Question());
        var key = gateway.Journal.Completed[^1].Decisions!.Single().Text.Split(' ')[4];
        gateway.Time.Advance(TimeSpan.FromSeconds(2));
        var purge = await gateway.Client().PurgeCacheAsync(kind switch
        {
            "key" => new() { Key = key },
            "tag" => new() { Tag = "a" },
            "model" => new() { Model = "one/m" },
            _ => new() { All = true },
        });
        Assert.Equal((kind, true), (purge.Kind, purge.OrganizationId is not null));
        gateway.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("miss", (await gateway.AskAsync(Question())).Cache);
        Assert.Equal(kind == "all" ? "miss" : "exact", (await gateway.AskAsync(Question(model: "two/m", text: "Other"))).Cache);
        Assert.Equal("exact", (await gateway.AskAsync(Question())).Cache);
        var audit = (await gateway.Client().AuditAsync()).Data.First(entry => entry.Action == "cache.purge");
        Assert.Contains(kind, audit.Target);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"all":false}""")]
    [InlineData("""{"all":true,"tag":"a"}""")]
    [InlineData("""{"key":"xyz"}""")]
    [InlineData("""{"tag":""}""")]
    [InlineData("""{"all":true,"everybody":true,"organizationId":"01900000-0000-7000-8000-00000000000b"}""")]
    public async Task A_purge_has_to_say_what_it_is_of(string json)
    {
        await using var gateway = await StartAsync();
        Assert.Equal(400, (await gateway.ApiAsync(HttpMethod.Post, "/api/cache/purge", json)).Status);
    }

    [Fact]
    public async Task An_entry_of_another_organization_can_neither_be_seen_nor_purged()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question());
        await gateway.AskAsync(Question());
        var key = gateway.Journal.Completed[^1].Decisions!.Single().Text.Split(' ')[4];
        var organization = (await gateway.PostDocumentAsync("/api/organizations", """{"name":"Other"}""")).GetProperty("id").GetString();
        var secret = (await gateway.PostDocumentAsync("/api/keys", $$"""{"name":"k","role":"administrator","organizationId":"{{organization}}"}""")).GetProperty("key").GetString()!;
        var other = new Client.HybridAiClient(gateway.Http, secret);
        gateway.Time.Advance(TimeSpan.FromSeconds(2));
        await other.PurgeCacheAsync(new() { All = true });
        await other.PurgeCacheAsync(new() { Key = key });
        await other.DeleteCacheEntryAsync(key);
        var everybody = await Assert.ThrowsAsync<HybridAiApiException>(() => other.PurgeCacheAsync(new() { All = true, Everybody = true }));
        Assert.Equal(HttpStatusCode.Forbidden, everybody.Status);
        Assert.Empty((await other.CacheEntriesAsync()).Data);
        Assert.Empty((await other.CacheAsync()).Levels);
        gateway.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("exact", (await gateway.AskAsync(Question())).Cache);
        await gateway.Client().DeleteCacheEntryAsync(key);
        Assert.Equal("miss", (await gateway.AskAsync(Question())).Cache);
    }

    [Fact]
    public async Task Warming_asks_as_the_caller_would_and_stops_where_the_money_ends()
    {
        await using var gateway = await StartAsync();
        var calls = 0;
        gateway.One.Answer = call => Interlocked.Increment(ref calls) == 3 ? call.AnswerAsync(500, Wire.Error("no")) : call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question(text: "0"));
        var requests = Enumerable.Range(0, 5).Select(i => new WarmRequestDocument { Body = JsonElement.Parse(Question(text: $"{i}")) }).Append(new WarmRequestDocument { Body = JsonElement.Parse(Question(""","store":true""")) }).ToArray();
        var result = await gateway.Client().WarmCacheAsync(new() { Requests = requests, Concurrency = 1 });
        Assert.Equal((6, 3, 1, 1, 1, 0), (result.Requests, result.Warmed, result.Hits, result.Uncached, result.Failed, result.Skipped));
        Assert.Equal(4 * Wire.AnswerNanoDollars / 1e9m, result.CostUsd);
        Assert.Equal((2, 500), (result.Failures.Single().Index, result.Failures.Single().Status));
        Assert.Equal("exact", (await gateway.AskAsync(Question(text: "4"))).Cache);
        Assert.Equal(8, gateway.Journal.Completed.Count);

        var poor = await gateway.Client().WarmCacheAsync(new() { Requests = requests, Concurrency = 1, MaxCostUsd = 0.00003m, Refresh = true });
        Assert.Equal((2, 4), (poor.Warmed, poor.Skipped));
        var wrong = await Assert.ThrowsAsync<HybridAiApiException>(() => gateway.Client().WarmCacheAsync(new()));
        Assert.Contains("Cache:KeepRequests", wrong.Message);

        // Who has spent what is written down, and not what was asked.
        var entries = (await gateway.Client().AuditAsync(new AuditFilter { Action = "cache.warm" })).Data;
        Assert.Equal(2, entries.Count);
        Assert.All(entries, entry => Assert.Equal(("given", null, 6, 1), (entry.Target, entry.Before, entry.After!.Value.GetProperty("most").GetInt32(), entry.After.Value.GetProperty("concurrency").GetInt32())));
        Assert.DoesNotContain("messages", string.Concat(entries.Select(entry => entry.After!.Value.GetRawText())), StringComparison.Ordinal);
        Assert.Equal([0.00003m, 1], entries.Select(entry => entry.After!.Value.GetProperty("maxCostUsd").GetDecimal()).Order());
    }

    [Fact]
    public async Task The_most_used_requests_are_kept_for_warming_if_that_is_allowed()
    {
        await using var gateway = await StartAsync(("Cache:KeepRequests", "true"));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        await gateway.AskAsync(Question(text: "once"));
        for (var i = 0; i < 3; i++)
            await gateway.AskAsync(Question(text: "often"));
        gateway.Time.Advance(TimeSpan.FromSeconds(2));
        await gateway.Client().PurgeCacheAsync(new() { All = true });
        gateway.Time.Advance(TimeSpan.FromSeconds(2));
        var result = await gateway.Client().WarmCacheAsync(new() { Most = 1 });
        Assert.Equal((1, 1), (result.Requests, result.Warmed));
        Assert.Equal(("exact", "miss"), ((await gateway.AskAsync(Question(text: "often"))).Cache, (await gateway.AskAsync(Question(text: "once"))).Cache));
    }

    private static Action<HttpRequestMessage> Tagged(string tag) => request => request.Headers.Add("x-hybridai-tags", tag);
}
