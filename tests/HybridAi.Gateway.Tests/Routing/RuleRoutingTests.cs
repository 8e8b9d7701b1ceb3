using System.Text.Json;
using HybridAi.Client.Routing;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Routing;

/// <summary>What routing rules do to requests through the whole gateway.</summary>
public sealed class RuleRoutingTests
{
    private static readonly Dictionary<string, string?> NoChance = new() { ["Routing:Exploration"] = "0" };

    [Fact]
    public async Task A_rule_prefers_avoids_and_sets_the_strategy_and_the_answer_says_so()
    {
        await using var gateway = await StartAsync();
        Assert.Equal(("one", "ordered; first configured"), await gateway.RouteAsync());
        await gateway.AddAsync("two-first", new() { Prefer = Of("two") });
        Assert.Equal(("two", "ordered; first by rule; rule two-first"), await gateway.RouteAsync());
        await gateway.AddAsync("cheap", new() { Strategy = "cost" }, new() { Tasks = ["batch"] });
        Assert.Equal(("two", "cost; first by rule; rules two-first, cheap"), await gateway.RouteAsync("latency", options: "\"task\":\"batch\""));
        await gateway.Client().DeleteRoutingRuleAsync("two-first");
        await gateway.AddAsync("not-one", new() { Avoid = Of("one") }, new() { Tags = ["private"] });
        Assert.Equal("two", (await gateway.RouteAsync(options: "\"tags\":[\"x\",\"private\"]")).Provider);
        Assert.Equal("one", (await gateway.RouteAsync(options: "\"tags\":[\"x\"]")).Provider);
        // What is avoided is still fallen back on.
        gateway.Two.Answer = call => call.AnswerAsync(500, Wire.Error("broken"));
        Assert.Equal("one", (await gateway.RouteAsync(options: "\"tags\":[\"private\"]")).Provider);
    }

    [Fact]
    public async Task What_a_rule_requires_is_kept_in_fallbacks_and_what_leaves_nothing_is_refused_by_name()
    {
        await using var gateway = await StartAsync();
        await gateway.AddAsync("only-two", new() { Require = Of("two") }, new() { Models = ["both", "one/*"] });
        Assert.Equal(("two", "ordered; only deployment; rule only-two"), await gateway.RouteAsync());
        gateway.Two.Answer = call => call.AnswerAsync(500, Wire.Error("broken"));
        var calls = gateway.One.Count;
        using (var failed = await gateway.ChatAsync())
            Assert.Equal(500, (int)failed.StatusCode);
        Assert.Equal(calls, gateway.One.Count);
        foreach (var json in new[] { """{"model":"one/m","messages":[]}""", """{"model":"both","messages":[],"hybridai":{"provider":"one"}}""" })
        {
            using var refused = await gateway.ChatAsync(json);
            var text = await refused.Content.ReadAsStringAsync();
            Assert.Equal(403, (int)refused.StatusCode);
            Assert.Equal("routing_rule", JsonElement.Parse(text).GetProperty("error").GetProperty("code").GetString());
            Assert.Contains("'only-two' requires provider two", text, StringComparison.Ordinal);
        }

        Assert.Equal(calls, gateway.One.Count);
        // The rule is not for this name.
        Assert.Equal("one", (await gateway.RouteAsync(model: "m")).Provider);
    }

    [Fact]
    public async Task The_explanation_of_a_request_has_the_rules_of_a_refused_one_too()
    {
        await using var gateway = await StartAsync();
        await gateway.AddAsync("only-two", new() { Require = Of("two"), Strategy = "cost" });
        using var refused = await gateway.ChatAsync("""{"model":"one/m","messages":[]}""");
        var record = await gateway.Journal.NextAsync();
        Assert.Equal(403, record.Status);
        var decision = Assert.Single(record.Decisions!);
        Assert.Equal(("rule", "'only-two' requires provider two; sets the strategy cost."), (decision.Step, decision.Text));
    }

    [Fact]
    public async Task Tokens_and_the_hour_are_those_of_the_request()
    {
        await using var gateway = await StartAsync();
        await gateway.AddAsync("long", new() { Prefer = Of("two") }, new() { Tokens = new() { AtLeast = 1000 } });
        Assert.Equal("one", (await gateway.RouteAsync()).Provider);
        Assert.Equal("two", (await gateway.RouteAsync(content: $"\"{new string('x', 5000)}\"")).Provider);
        await gateway.Client().DeleteRoutingRuleAsync("long");
        // The test's clock stands at 12:00 UTC on a Sunday, 13:00 in Berlin.
        await gateway.AddAsync("lunch", new() { Prefer = Of("two") }, new() { Time = new() { Days = ["sunday"], From = "12:30", To = "14:00", TimeZone = "Europe/Berlin" } });
        Assert.Equal("two", (await gateway.RouteAsync()).Provider);
        gateway.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("one", (await gateway.RouteAsync()).Provider);
    }

    [Fact]
    public async Task A_key_its_team_and_its_user_are_told_apart_and_a_callers_own_user_too()
    {
        await using var gateway = await StartAsync();
        var (_, team) = await gateway.ApiAsync(HttpMethod.Post, "/api/teams", """{"name":"Team"}""");
        var (_, key) = await gateway.ApiAsync(HttpMethod.Post, "/api/keys", $$"""{"name":"k","role":"inference","teamId":"{{team.GetProperty("id").GetString()}}"}""");
        await gateway.AddAsync("team", new() { Prefer = Of("two") }, new() { Teams = [team.GetProperty("id").GetGuid()] });
        Assert.Equal("one", (await gateway.RouteAsync()).Provider);
        Assert.Equal("two", await ProviderAsync(key.GetProperty("key").GetString()!));
        await gateway.Client().DeleteRoutingRuleAsync("team");
        await gateway.AddAsync("key", new() { Prefer = Of("two") }, new() { Keys = [key.GetProperty("id").GetGuid()] });
        Assert.Equal("two", await ProviderAsync(key.GetProperty("key").GetString()!));
        // Who gets a new key for the old one is still meant.
        var (_, rotated) = await gateway.ApiAsync(HttpMethod.Post, $"/api/keys/{key.GetProperty("id").GetString()}/rotate");
        Assert.Equal("two", await ProviderAsync(rotated.GetProperty("key").GetString()!));
        Assert.Equal("one", (await gateway.RouteAsync()).Provider);
        await gateway.AddAsync("ann", new() { Prefer = Of("two") }, new() { EndUsers = ["ann"] });
        Assert.Equal(("two", "one"), ((await gateway.RouteAsync(options: "\"user\":\"ann\"")).Provider, (await gateway.RouteAsync(options: "\"user\":\"bob\"")).Provider));

        async Task<string> ProviderAsync(string secret)
        {
            using var answer = await gateway.ChatAsync(change: request => request.Headers.Authorization = new("Bearer", secret));
            return answer.Headers.GetValues("x-hybridai-provider").Single();
        }
    }

    [Fact]
    public async Task A_split_keeps_each_user_on_its_side()
    {
        await using var gateway = await StartAsync();
        await gateway.AddAsync("canary", new() { Split = [new() { Percent = 75, To = Of("one") }, new() { Percent = 25, To = Of("two") }] });
        var two = 0;
        for (var i = 0; i < 120; i++)
        {
            var side = (await gateway.RouteAsync(options: $"\"user\":\"u{i}\"")).Provider;
            two += side == "two" ? 1 : 0;
            if (i % 10 == 0)
                Assert.Equal(side, (await gateway.RouteAsync(options: $"\"user\":\"u{i}\",\"session\":\"other\"")).Provider);
        }

        Assert.InRange(two, 12, 50);
    }

    [Fact]
    public async Task The_state_of_a_provider_moves_requests_while_it_lasts()
    {
        var ill = new Ill();
        await using var gateway = await TestGateway.StartAsync(NoChance, services => services.AddSingleton<IDeploymentHealth>(ill));
        gateway.One.Answer = gateway.Two.Answer = gateway.Taking(150);
        await gateway.AddAsync("one-is-ill", new() { Strategy = "cost" }, new() { State = new() { Of = Of("one"), Healthy = false } });
        await gateway.AddAsync("one-is-slow", new() { Strategy = "latency" }, new() { State = new() { Of = Of("one"), P95AtLeastMs = 400 } });
        Assert.Equal("ordered; first configured", (await gateway.RouteAsync()).Route);
        ill.Provider = "one";
        Assert.Equal("cost; only one left; rule one-is-ill", (await gateway.RouteAsync()).Route);
        ill.Provider = null;
        gateway.One.Answer = gateway.Taking(600);
        for (var i = 0; i < 3; i++)
            await gateway.RouteAsync();
        Assert.Equal(("two", "latency; lowest P95; rule one-is-slow"), await gateway.RouteAsync());
        gateway.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal("ordered; first configured", (await gateway.RouteAsync()).Route);
    }

    [Theory]
    [InlineData("geographic", "\"region\":\"us-east-1\"", "two", "geographic; nearest to the caller; rule place")]
    [InlineData("cost", "\"region\":\"eu-central-1\"", "one", "cost; only deployment; rule place")]
    public async Task A_region_says_where_the_caller_is_where_a_rule_goes_by_distance(string strategy, string options, string provider, string route)
    {
        await using var gateway = await TestGateway.StartAsync(new(NoChance) { ["Providers:one:Region"] = "eu-central-1", ["Providers:two:Region"] = "us-west-2" });
        gateway.One.Answer = gateway.Two.Answer = gateway.Taking(1);
        await gateway.AddAsync("place", new() { Strategy = strategy });
        Assert.Equal((provider, route), await gateway.RouteAsync(options: options));
        // Whoever asks for the distance names a place, also where a rule decides otherwise.
        Assert.Equal(strategy == "cost" ? "one" : "two", (await gateway.RouteAsync("geographic", options: "\"region\":\"us-east-1\"")).Provider);
    }

    private static DeploymentSelectionDocument Of(params string[] providers) => new() { Providers = providers };

    private static async Task<TestGateway> StartAsync()
    {
        var gateway = await TestGateway.StartAsync(NoChance);
        gateway.One.Answer = gateway.Two.Answer = gateway.Taking(1);
        return gateway;
    }

    private sealed class Ill : IDeploymentHealth
    {
        public string? Provider { get; set; }

        public bool IsAvailable(Deployment deployment) => deployment.Provider != Provider;
    }
}

/// <summary>Adds rules.</summary>
internal static class RuleAdding
{
    public static Task<RoutingRuleDocument> AddAsync(this TestGateway gateway, string name, RuleActionsDocument then, RuleConditionsDocument? when = null) =>
        gateway.Client().CreateAsync(new RoutingRuleDocument { Name = name, When = when, Then = then });
}
