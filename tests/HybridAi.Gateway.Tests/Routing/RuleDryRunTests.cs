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
        Assert.Equal(new LeftOutDeploymentDocument("two/m", "a rule requires others"), Assert.Single(run.LeftOutReasons));
        // Names, as they always were: who reads them need not know of reasons.
        var (_, json) = await gateway.ApiAsync(HttpMethod.Post, "/api/routing/rules/dry-run", """{"model":"both","rules":[{"name":"tried","then":{"require":{"providers":["one"]}}}]}""");
        Assert.Equal("""["two/m"]""", json.GetProperty("leftOut").GetRawText());
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
    public async Task Each_deployment_of_the_plan_has_its_score_and_what_stands_behind_it()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        // 1,000 tokens at 1 and 100 at 2 US dollars per million.
        var run = await client.DryRunRoutingRulesAsync(new() { Model = "both", Strategy = "cost", InputTokens = 1000, MaxOutputTokens = 100 });
        Assert.Equal([(0.0012, "expected cost 0.001200 USD", 1, (string?)null), (0.0012, "expected cost 0.001200 USD", 1, null)], run.Plan.Select(one => (one.Score!.Value, one.Why!, one.Group, one.Held)));
        run = await client.DryRunRoutingRulesAsync(new() { Model = "both", Strategy = "latency" });
        Assert.Equal([(null, "not measured lately"), (null, "not measured lately")], run.Plan.Select(one => (one.Score, one.Why!)));
        gateway.One.Answer = gateway.Taking(300);
        gateway.Two.Answer = gateway.Taking(200);
        await gateway.LearnAsync();
        run = await client.DryRunRoutingRulesAsync(new() { Model = "both", Strategy = "latency" });
        Assert.Equal(["two/m", "one/m"], run.Plan.Select(one => one.Name));
        Assert.InRange(run.Plan[0].Score!.Value, 195, 205);
        Assert.InRange(run.Plan[1].Score!.Value, 295, 305);
        Assert.StartsWith("expected wait 2", run.Plan[0].Why, StringComparison.Ordinal);
        await gateway.AddAsync("prefers", new() { Prefer = Of("one") });
        run = await client.DryRunRoutingRulesAsync(new() { Model = "both", Strategy = "cost" });
        Assert.Equal([("one/m", 1, (double?)null), ("two/m", 2, null)], run.Plan.Select(one => (one.Name, one.Group, one.Score)));
    }

    [Fact]
    public async Task What_cannot_do_what_the_request_needs_is_left_out_with_the_reason()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:openai:ApiKey"] = "sk-x", ["Aliases:mixed"] = "openai/gpt-6-astra,one/m" });
        var client = gateway.Client();
        var run = await client.DryRunRoutingRulesAsync(new() { Model = "mixed", Needs = ["tools", "audio"] });
        Assert.Equal(("one/m", "openai/gpt-6-astra", "it lacks audio"), (Assert.Single(run.Plan).Name, Assert.Single(run.LeftOut), run.LeftOutReasons[0].Reason));
        run = await client.DryRunRoutingRulesAsync(new() { Model = "mixed", InputTokens = 2_000_000 });
        Assert.Equal("the request is longer than its context", Assert.Single(run.LeftOutReasons).Reason);
        run = await client.DryRunRoutingRulesAsync(new() { Model = "mixed", Needs = ["tools"], Provider = "one" });
        Assert.Equal("the key, the provider or the region that the request names leaves it out", Assert.Single(run.LeftOutReasons).Reason);
        var refused = await Assert.ThrowsAsync<HybridAiApiException>(() => client.DryRunRoutingRulesAsync(new() { Model = "mixed", Needs = ["tools", "wings"] }));
        Assert.Contains("'needs[1]' must be one of tools, vision", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_auto_model_picks_by_the_task()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:openai:ApiKey"] = "sk-x" });
        var run = await gateway.Client().DryRunRoutingRulesAsync(new() { Model = "auto", Task = "code" });
        Assert.StartsWith("auto; code, ", run.Route, StringComparison.Ordinal);
        Assert.True(run.Plan.Count > 1);
        Assert.All(run.Plan, one => Assert.Matches("^quality [01]\\.[0-9]{2} for code$", one.Why));
    }

    [Fact]
    public async Task The_configured_strategy_is_told_with_all_that_there_are()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Routing:Strategy"] = "cost", ["Routing:Exploration"] = "0.1", ["Routing:Weights:Cost"] = "0.7" });
        var settings = await gateway.Client().RoutingAsync();
        Assert.Equal(("cost", 0.1, 0.7, true), (settings.Strategy, settings.Exploration, settings.Weights["cost"], settings.Fallback));
        Assert.Equal(12, settings.Strategies.Count);
        Assert.Equal("lowest expected cost", settings.Strategies.Single(one => one.Name == "cost").First);
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
