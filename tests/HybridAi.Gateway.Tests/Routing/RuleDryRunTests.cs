using HybridAi.Client.Errors;
using HybridAi.Client.Routing;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Routing;

/// <summary>Where rules would send a request, without sending it.</summary>
public sealed class RuleDryRunTests
{
    [Fact]
    public async Task A_dry_run_says_which_rules_match_why_and_what_plan_comes_of_it()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        await gateway.AddAsync("code", new() { Prefer = Of("two"), Strategy = "cost" }, new() { Tasks = ["code"], Tokens = new() { AtMost = 1000 } });
        await gateway.AddAsync("night", new() { Avoid = Of("one") }, new() { Time = new() { From = "22:00", To = "06:00" } });
        await client.CreateAsync(new RoutingRuleDocument { Name = "off", Enabled = false, Then = new() { Strategy = "latency" } });
        var run = await client.DryRunRoutingRulesAsync(new() { Model = "both", Task = "code", InputTokens = 500 });
        Assert.Equal((3L, "cost", "cost; first by rule; rule code", null), (run.Revision!.Value, run.Strategy, run.Route, run.Refusal));
        Assert.Equal(["two/m", "one/m"], run.Plan.Select(one => one.Name));
        Assert.Equal([("code", true, true), ("night", true, false), ("off", false, false)], run.Rules.Select(rule => (rule.Name, rule.Enabled, rule.Matched)));
        Assert.Equal([("tokens", true), ("tasks", true)], run.Rules[0].Conditions.Select(one => (one.Field, one.Met)));
        Assert.Equal("it is Sunday 12:00 in UTC, the rule is for Sunday, Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, 22:00 to 06:00", Assert.Single(run.Rules[1].Conditions).Text);
        Assert.Equal(["'code' prefers provider two; sets the strategy cost."], run.Decisions);
        run = await client.DryRunRoutingRulesAsync(new() { Model = "both", Task = "code", InputTokens = 5000, At = new(2026, 3, 1, 23, 0, 0, TimeSpan.Zero) });
        Assert.Equal([false, true, false], run.Rules.Select(rule => rule.Matched));
        Assert.Equal(("two/m", "ordered"), (run.Plan[0].Name, run.Strategy));
        Assert.Equal((0, 0), (gateway.One.Count, gateway.Two.Count));
    }

    [Fact]
    public async Task Rules_can_be_tried_before_they_are_saved_and_are_checked_as_then()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        await gateway.AddAsync("saved", new() { Prefer = Of("two") });
        var run = await client.DryRunRoutingRulesAsync(new() { Model = "both", Rules = [new() { Name = "tried", Then = new() { Require = Of("one") } }] });
        Assert.Equal((null, "one/m", "two/m"), (run.Revision, Assert.Single(run.Plan).Name, Assert.Single(run.LeftOut)));
        Assert.Equal("saved", Assert.Single((await client.RoutingRulesAsync()).Rules!)!.Name);
        Assert.Equal("two/m", (await client.DryRunRoutingRulesAsync(new() { Model = "both" })).Plan[0].Name);
        run = await client.DryRunRoutingRulesAsync(new() { Model = "one/m", Rules = [new() { Name = "tried", Then = new() { Require = Of("two") } }] });
        Assert.Contains("'tried' requires provider two", run.Refusal, StringComparison.Ordinal);
        Assert.Empty(run.Plan);
        var refused = await Assert.ThrowsAsync<HybridAiApiException>(() => client.DryRunRoutingRulesAsync(new()
        {
            Model = "nothing", Strategy = "magic", InputTokens = -1, Key = Guid.NewGuid(), Tags = [""], Task = "", Rules = [new() { Name = "x", Then = new() { Strategy = "magic" } }],
        }));
        foreach (var field in new[] { "model", "strategy", "inputTokens", "key", "tags[0]", "task", "rules[0].then.strategy" })
            Assert.Contains($"'{field}' ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_brings_its_team_and_what_it_may_use()
    {
        await using var gateway = await TestGateway.StartAsync();
        var (_, team) = await gateway.ApiAsync(HttpMethod.Post, "/api/teams", """{"name":"Team"}""");
        var id = team.GetProperty("id").GetGuid();
        var (_, key) = await gateway.ApiAsync(HttpMethod.Post, "/api/keys", $$"""{"name":"k","role":"inference","teamId":"{{id}}","allowedModels":["two/*"]}""");
        await gateway.AddAsync("team", new() { Strategy = "cost" }, new() { Teams = [id] });
        var run = await gateway.Client().DryRunRoutingRulesAsync(new() { Model = "both", Key = key.GetProperty("id").GetGuid() });
        Assert.Equal(("cost", "two/m"), (run.Strategy, Assert.Single(run.Plan).Name));
        Assert.Equal("cost", (await gateway.Client().DryRunRoutingRulesAsync(new() { Model = "both", Team = id })).Strategy);
        Assert.Equal("ordered", (await gateway.Client().DryRunRoutingRulesAsync(new() { Model = "both" })).Strategy);
    }

    [Fact]
    public async Task Trying_moves_nothing_for_requests()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Routing:Strategy"] = "round-robin" });
        gateway.One.Answer = gateway.Two.Answer = gateway.Taking(1);
        Assert.Equal("one", (await gateway.RouteAsync()).Provider);
        await gateway.Client().DryRunRoutingRulesAsync(new() { Model = "both" });
        Assert.Equal("two", (await gateway.RouteAsync()).Provider);
    }

    [Fact]
    public async Task A_user_is_told_its_side_of_a_split()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = gateway.Two.Answer = gateway.Taking(1);
        await gateway.AddAsync("half", new() { Split = [new() { Percent = 50, To = Of("one") }, new() { Percent = 50, To = Of("two") }] });
        for (var i = 0; i < 10; i++)
        {
            var run = await gateway.Client().DryRunRoutingRulesAsync(new() { Model = "both", EndUser = $"u{i}" });
            Assert.Equal((await gateway.RouteAsync(options: $"\"user\":\"u{i}\"")).Provider, run.Plan[0].Provider);
            Assert.Contains($"of the 50 % that prefer provider {run.Plan[0].Provider}", Assert.Single(run.Decisions), StringComparison.Ordinal);
        }
    }

    private static DeploymentSelectionDocument Of(params string[] providers) => new() { Providers = providers };
}
