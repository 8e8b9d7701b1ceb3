using System.Net;
using HybridAi.Client.Caching;
using HybridAi.Client.Errors;
using HybridAi.Core.Caching.Rules;
using HybridAi.Core.Configuration;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Caching;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Gateway.Tests.Routing;
using Microsoft.Extensions.DependencyInjection;
using static HybridAi.Gateway.Tests.Caching.CachedGateway;

namespace HybridAi.Gateway.Tests.Caching;

public sealed class CacheRuleApiTests
{
    [Fact]
    public async Task Rules_say_how_long_answers_live_and_which_do_not()
    {
        await using var gateway = await StartAsync();
        var client = gateway.Client();
        var made = await client.CreateAsync(new SaveCacheRuleRequest { Name = "short", Ttl = "1m", When = new() { Models = ["one/*"], Temperature = new(AtMost: 0.5) } });
        Assert.Equal(("short", 1L, true, true, "1m", 0L), (made.Name, made.Revision, made.Enabled!.Value, made.Cache!.Value, made.Ttl, made.Priority!.Value));
        await client.CreateAsync(new SaveCacheRuleRequest { Name = "never", Cache = false, Priority = 10, When = new() { Tags = ["fresh"] } });
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);

        await gateway.AskAsync(Question(""","temperature":0.5"""));
        await gateway.AskAsync(Question(""","temperature":0.6"""));
        Assert.Equal("off", (await gateway.AskAsync(Question(""","temperature":0.5"""), request => request.Headers.Add("x-hybridai-tags", "fresh"))).Cache);
        gateway.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("exact", (await gateway.AskAsync(Question(""","temperature":0.5"""))).Cache);
        Assert.EndsWith("it expires in 1s by the rule short.", gateway.Journal.Completed[^1].Decisions!.Single().Text, StringComparison.Ordinal);
        gateway.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("miss", (await gateway.AskAsync(Question(""","temperature":0.5"""))).Cache);
        Assert.Equal("exact", (await gateway.AskAsync(Question(""","temperature":0.6"""))).Cache);

        // The next answer lives as long as the rule says by then.
        await client.ReplaceCacheRuleAsync("short", new SaveCacheRuleRequest { Revision = 1, Ttl = "2h", When = new() { Models = ["one/*"] } });
        await gateway.AskAsync(Question(text: "Another"));
        gateway.Time.Advance(TimeSpan.FromMinutes(119));
        Assert.Equal("exact", (await gateway.AskAsync(Question(text: "Another"))).Cache);
        await client.DeleteCacheRuleAsync("short", 2);
        Assert.Equal(["never"], (await client.CacheRulesAsync()).Data.Select(rule => rule.Name));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_named_at_once()
    {
        await using var gateway = await StartAsync();
        var error = await Assert.ThrowsAsync<HybridAiApiException>(() => gateway.Client().CreateAsync(new SaveCacheRuleRequest
        {
            Name = "wrong", Priority = 1001, Cache = false, Ttl = "0s",
            When = new() { Models = ["a*b"], Apis = ["chat"], Tasks = [], Tags = [""], Keys = ["me"], Temperature = new(2.5, 0.5) },
        }));
        Assert.Equal(HttpStatusCode.BadRequest, error.Status);
        foreach (var field in new[] { "priority", "ttl", "when.models[0]", "when.apis[0]", "when.tasks", "when.tags[0]", "when.keys[0]", "when.temperature.atLeast", "when.temperature.atMost" })
            Assert.Contains($"'{field}'", error.Message);
    }

    [Fact]
    public async Task A_proposal_is_put_in_force_by_an_operator()
    {
        await using var gateway = await StartAsync();
        var client = gateway.Client();
        await client.CreateAsync(new SaveCacheRuleRequest { Name = "r", Ttl = "1m" });
        var none = await Assert.ThrowsAsync<HybridAiApiException>(() => client.ApplyCacheRuleProposalAsync("r"));
        Assert.Equal("no_proposal", none.Code);
        var store = gateway.App.Services.GetRequiredService<IDocumentStore<CacheRule>>();
        var now = gateway.Time.GetUtcNow();
        var rule = Assert.Single(await store.AllAsync(default));
        var proposal = new CacheRuleProposal(TimeSpan.FromMinutes(7), 0.95, 0.96, 0.2, 500, TimeSpan.FromSeconds(20), now.AddDays(-7), now);
        Assert.Equal(WriteResult.Done, await store.SaveAsync(
            rule with { Proposal = proposal, Revision = 2 }, new(Guid.CreateVersion7(now), now, OrganizationId.Default, new KeyId(Guid.Empty), null, "cache-rule.propose", "r", null, null), default));
        var applied = await client.ApplyCacheRuleProposalAsync("r");
        Assert.Equal(("7m", 3L, "7m", 500L), (applied.Ttl, applied.Revision, applied.Proposal!.Ttl, applied.Proposal.Reuses));
    }

    [Fact]
    public async Task The_times_between_uses_are_measured_by_rule_also_of_what_has_expired()
    {
        await using var gateway = await StartAsync();
        await gateway.Client().CreateAsync(new SaveCacheRuleRequest { Name = "r", Ttl = "1m", When = new() { Models = ["one/m"] } });
        gateway.One.Answer = gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        foreach (var seconds in new[] { 0, 30, 30, 600 })
        {
            gateway.Time.Advance(TimeSpan.FromSeconds(seconds));
            await gateway.AskAsync(Question());
            await gateway.AskAsync(Question(model: "two/m"));
        }

        await gateway.App.Services.GetRequiredService<ReuseWatch>().WriteAsync(default);
        var measured = await gateway.App.Services.GetRequiredService<IReuseStore>().ReadAsync(gateway.Time.GetUtcNow().AddHours(-1), default);
        var gaps = Assert.Single(measured);
        Assert.Equal(("r", 3L), (gaps.Key, gaps.Value.Count));
        Assert.InRange(gaps.Value.Quantile(0.5).TotalSeconds, 30, 32);
        Assert.InRange(gaps.Value.Quantile(1).TotalSeconds, 600, 631);
    }
}
