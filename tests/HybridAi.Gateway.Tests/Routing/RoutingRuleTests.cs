using HybridAi.Client.Deployments;
using HybridAi.Client.Errors;
using HybridAi.Client.Routing;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Routing;

/// <summary>Routing rules over the API: one ordered set with versions.</summary>
public sealed class RoutingRuleTests
{
    [Fact]
    public async Task Rules_are_added_at_a_place_moved_replaced_and_deleted()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        Assert.Equal((0L, 0, null), await client.RoutingRulesAsync() is var none ? (none.Revision!.Value, none.Rules!.Count, none.UpdatedAt) : default);
        Assert.Equal((1L, 1L, true), await client.CreateAsync(Cost("b")) is var first ? (first.Revision, first.Position, first.Enabled) : default);
        await client.CreateAsync(Cost("c"));
        Assert.Equal((3L, 1L), await client.CreateAsync(Cost("a") with { Position = 1 }) is var placed ? (placed.Revision, placed.Position) : default);
        Assert.Equal("a b c", await NamesAsync(gateway));
        var read = await client.RoutingRuleAsync("b");
        Assert.Equal((3L, 2L, "b", "cost"), (read.Revision, read.Position, read.Name, read.Then!.Strategy));
        // What was read can be edited and sent back whole.
        var moved = await client.ReplaceRoutingRuleAsync("b", read with { Position = 3, Enabled = false, Description = "Later." });
        Assert.Equal((4L, 3L, false, "Later."), (moved.Revision, moved.Position, moved.Enabled, moved.Description));
        Assert.Equal("a c b", await NamesAsync(gateway));
        await FailsAsync(409, "stale_revision", () => client.ReplaceRoutingRuleAsync("b", read));
        await FailsAsync(400, "missing_revision", () => client.ReplaceRoutingRuleAsync("b", read with { Revision = null }));
        await FailsAsync(409, "duplicate", () => client.CreateAsync(Cost("a")));
        await FailsAsync(409, "stale_revision", () => client.CreateAsync(Cost("d") with { Revision = 1 }));
        await FailsAsync(404, "not_found", () => client.RoutingRuleAsync("d"));
        await FailsAsync(400, "invalid_value", () => client.ReplaceRoutingRuleAsync("b", moved with { Name = "d" }));
        foreach (var place in new[] { 0L, 5 })
            await FailsAsync(400, "invalid_value", () => client.CreateAsync(Cost("d") with { Position = place }));
        await FailsAsync(409, "stale_revision", () => client.DeleteRoutingRuleAsync("a", 1));
        await client.DeleteRoutingRuleAsync("a", 4);
        await client.DeleteRoutingRuleAsync("c");
        Assert.Equal("b", await NamesAsync(gateway));
        await FailsAsync(404, "not_found", () => client.DeleteRoutingRuleAsync("a"));
        Assert.Equal(6, (await client.RoutingRulesAsync()).Revision);
    }

    [Fact]
    public async Task All_rules_are_replaced_from_the_revision_that_was_read()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        var set = await client.ReplaceRoutingRulesAsync(new() { Revision = 0, Rules = [Cost("a"), Full("b")] });
        Assert.Equal((1L, "routing-rules.replace"), (set.Revision, set.Action));
        Assert.NotNull(set.ByKey);
        var again = await client.ReplaceRoutingRulesAsync(await client.RoutingRulesAsync());
        Assert.Equal(2, again.Revision);
        Assert.Equivalent(Full("b"), again.Rules![1]! with { Position = null }, strict: false);
        await FailsAsync(409, "stale_revision", () => client.ReplaceRoutingRulesAsync(set));
        await FailsAsync(400, "missing_revision", () => client.ReplaceRoutingRulesAsync(set with { Revision = null }));
        await FailsAsync(400, "invalid_value", () => client.ReplaceRoutingRulesAsync(new() { Revision = 2 }));
        var (status, json) = await gateway.ApiAsync(HttpMethod.Put, "/api/routing/rules?revision=2", """{"rules":[]}""");
        Assert.Equal((200, 3), (status, json.GetProperty("revision").GetInt32()));
    }

    [Fact]
    public async Task Versions_tell_who_changed_what_and_can_be_restored()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        await client.CreateAsync(Cost("a"));
        await client.CreateAsync(Cost("b"));
        await client.DeleteRoutingRuleAsync("a");
        var versions = (await client.RoutingRuleVersionsAsync()).Data;
        Assert.Equal(
            [(3, "routing-rule.delete", "a"), (2, "routing-rule.create", "b"), (1, "routing-rule.create", "a")],
            versions.Select(version => ((int)version.Revision!, version.Action!, version.Target!)));
        Assert.All(versions, version => Assert.True(version.ByKey is not null && version.UpdatedAt is not null && version.Rules is null));
        Assert.Equal(["a", "b"], (await client.RoutingRuleVersionAsync(2)).Rules!.Select(rule => rule!.Name));
        var restored = await client.RestoreRoutingRulesAsync(2);
        Assert.Equal((4L, "routing-rules.restore", "2"), (restored.Revision, restored.Action, restored.Target));
        Assert.Equal("a b", await NamesAsync(gateway));
        await FailsAsync(404, "not_found", () => client.RoutingRuleVersionAsync(99));
        await FailsAsync(404, "not_found", () => client.RestoreRoutingRulesAsync(99));
        var audit = (await gateway.ApiAsync(HttpMethod.Get, "/api/audit?action=routing-rule.")).Json.GetProperty("data").EnumerateArray().ToList();
        // All in the same millisecond of the clock.
        Assert.Equal(["routing-rule.create", "routing-rule.create", "routing-rule.delete"], audit.Select(entry => entry.GetProperty("action").GetString()).Order());
        var deleted = audit.Single(entry => entry.GetProperty("action").GetString() == "routing-rule.delete");
        Assert.Contains("\"strategy\":\"cost\"", deleted.GetProperty("before").GetRawText().Replace("\\u0022", "\"").Replace("\\\"", "\""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_named_at_once_and_the_old_rules_stay()
    {
        await using var gateway = await TestGateway.StartAsync();
        await gateway.Client().CreateAsync(Cost("kept"));
        var (status, json) = await gateway.ApiAsync(HttpMethod.Put, "/api/routing/rules", """
            {"revision":1,"rules":[
              {"name":"Bad Name","then":{"strategy":"magic","require":{"providers":["nobody"]},"prefer":{},"avoid":{"deployments":["x"],"models":["no-*"],"regions":["mars"],"tags":["t"]}}},
              {"name":"b","when":{"models":["gpt-unknown"],"tasks":[],"tags":[""],"keys":["01900000-0000-7000-8000-0000000000ff"],"teams":["01900000-0000-7000-8000-0000000000ff"],
                "tokens":{"atLeast":9,"atMost":3},"time":{"days":["funday"],"from":"25:00","to":"00:00","timeZone":"Mars/Base"},"state":{"of":{"providers":["nobody"]},"errorRateAtLeast":2,"p95AtLeastMs":-1}},
               "then":{"split":[{"percent":-5,"to":{"providers":["one"]}},{"percent":50}]}},
              {"name":"b","unless":{},"then":{}},
              {"name":"versions","then":{"strategy":"cost"}},
              null]}
            """);
        Assert.Equal(400, status);
        var message = json.GetProperty("error").GetProperty("message").GetString()!;
        string[] fields =
        [
            "rules[0].name", "rules[0].then.strategy", "rules[0].then.require.providers[0]", "rules[0].then.prefer", "rules[0].then.avoid.deployments[0]", "rules[0].then.avoid.models[0]",
            "rules[0].then.avoid.regions[0]", "rules[0].then.avoid.tags[0]", "rules[1].when.models[0]", "rules[1].when.tasks", "rules[1].when.tags[0]", "rules[1].when.keys[0]", "rules[1].when.teams[0]",
            "rules[1].when.tokens.atMost", "rules[1].when.time.days[0]", "rules[1].when.time.from", "rules[1].when.time.to", "rules[1].when.time.timeZone", "rules[1].when.state.of.providers[0]",
            "rules[1].when.state.errorRateAtLeast", "rules[1].when.state.p95AtLeastMs", "rules[1].then.split[0].percent", "rules[1].then.split[1].to", "rules[1].then.split", "rules[2].unless", "rules[2].then",
            "rules[2].name", "rules[3].name", "rules[4].name", "rules[4].then",
        ];
        Assert.All(fields, field => Assert.Contains($"'{field}' ", message, StringComparison.Ordinal));
        Assert.Contains("ordered, latency, cost", message, StringComparison.Ordinal);
        Assert.Contains("there are one, two", message, StringComparison.Ordinal);
        Assert.StartsWith($"{fields.Length} fields are wrong", message, StringComparison.Ordinal);
        Assert.Equal("kept", await NamesAsync(gateway));
        Assert.Equal(1, (await gateway.Client().RoutingRulesAsync()).Revision);
    }

    [Theory]
    [InlineData("""{"name":"x","when":{"modles":["m"]},"then":{"strategy":"cost"}}""", "unknown_field", "when.modles")]
    [InlineData("""{"name":"x","then":{"split":[{"percent":50,"to":{}},{"procent":50}]}}""", "unknown_field", "then.split[1].procent")]
    [InlineData("""{"name":"x","then":{"split":[5]}}""", "invalid_type", "then.split[0]")]
    [InlineData("""{"name":"x","then":{"split":{}}}""", "invalid_type", "then.split")]
    [InlineData("""{"name":"x","then":"cost"}""", "invalid_type", "then")]
    [InlineData("""{"name":"x","when":{"tokens":{"atLeast":"5"}}}""", "invalid_type", "when.tokens.atLeast")]
    [InlineData("""{"name":"x","when":{"keys":["no"]}}""", "invalid_type", "when.keys")]
    [InlineData("""{"name":"x","when":{"models":[5]}}""", "invalid_type", "when.models")]
    public async Task What_is_not_of_the_right_shape_is_named_by_its_place(string body, string code, string param)
    {
        await using var gateway = await TestGateway.StartAsync();
        var (status, json) = await gateway.ApiAsync(HttpMethod.Post, "/api/routing/rules", body);
        Assert.Equal((400, code, param), (status, json.GetProperty("error").GetProperty("code").GetString(), json.GetProperty("error").GetProperty("param").GetString()));
    }

    [Fact]
    public async Task Rules_that_contradict_each_other_are_refused_wherever_they_come_in()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        var (one, two) = (Of("one"), Of("two"));
        var both = await FailsAsync(400, "invalid_value", () => client.ReplaceRoutingRulesAsync(new()
        {
            Revision = 0,
            Rules = [Rule("r", new() { Require = one }), Rule("s", new() { Require = two }), Rule("t", new() { Avoid = one }), Rule("u", new() { Strategy = "cost" }), Rule("v", new() { Strategy = "latency" })],
        }));
        foreach (var (field, other) in new[] { ("rules[1].then.require", "'r'"), ("rules[2].then.avoid", "'r'"), ("rules[4].then.strategy", "'u'") })
            Assert.Matches($"'{System.Text.RegularExpressions.Regex.Escape(field)}' [^;]*{other}", both.Message);
        Assert.Equal("", await NamesAsync(gateway));

        await client.CreateAsync(Rule("r", new() { Require = one }, new() { Tasks = ["code"] }));
        await FailsAsync(400, "invalid_value", () => client.CreateAsync(Rule("all", new() { Require = two })));
        var created = await client.CreateAsync(Rule("all", new() { Require = two }) with { Unless = new() { Tasks = ["code"] } });
        await FailsAsync(400, "invalid_value", () => client.ReplaceRoutingRuleAsync("all", created with { Unless = null }));
        // Before the others, too, where it is theirs that can never be.
        var before = await FailsAsync(400, "invalid_value", () => client.CreateAsync(Rule("first", new() { Avoid = one }) with { Position = 1 }));
        Assert.Equal("rules[1].then.require", before.Param);
        Assert.Equal("r all", await NamesAsync(gateway));
    }

    [Fact]
    public async Task A_rule_says_what_it_names_that_is_no_more_and_is_not_restored()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        await client.CreateAsync(new SaveDeploymentRequest { Name = "extra", Provider = "one", Model = "m", Tags = ["blue"] });
        await client.CreateAsync(Rule("x", new() { Prefer = new() { Deployments = ["extra"], Tags = ["blue"] } }));
        Assert.Null((await client.RoutingRuleAsync("x")).Problems);
        await client.DeleteDeploymentAsync("extra");
        Assert.Equal(2, (await client.RoutingRuleAsync("x")).Problems!.Count);
        Assert.Contains("'then.prefer.deployments[0]' is 'extra'", (await client.RoutingRulesAsync()).Rules![0]!.Problems![0], StringComparison.Ordinal);
        // Another rule can be changed all the same.
        await client.CreateAsync(Cost("y"));
        await client.DeleteRoutingRuleAsync("x");
        await FailsAsync(400, "invalid_value", () => client.RestoreRoutingRulesAsync(1));
    }

    [Fact]
    public async Task Changes_at_the_same_time_all_come_in_unless_they_name_a_revision()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => client.CreateAsync(Cost($"r{i}"))));
        Assert.Equal((4L, 4), await client.RoutingRulesAsync() is var set ? (set.Revision!.Value, set.Rules!.Count) : default);
        var results = await Task.WhenAll(Enumerable.Range(4, 4).Select(async i =>
        {
            try
            {
                return (await client.CreateAsync(Cost($"r{i}") with { Revision = 4 })).Revision!.Value;
            }
            catch (HybridAiApiException stale)
            {
                Assert.Equal("stale_revision", stale.Code);
                return 0;
            }
        }));
        Assert.Equal([5L], results.Where(revision => revision > 0));
    }

    private static RoutingRuleDocument Cost(string name) => Rule(name, new() { Strategy = "cost" });

    private static RoutingRuleDocument Rule(string name, RuleActionsDocument then, RuleConditionsDocument? when = null) => new() { Name = name, Then = then, When = when };

    private static RoutingRuleDocument Full(string name) => Rule(
        name,
        new()
        {
            Require = Of("one", "two"), Prefer = Of("one"), Avoid = new() { Deployments = ["two/m"], Models = ["m"] }, Strategy = "latency",
            Split = [new() { Percent = 0.5, To = Of("one") }, new() { Percent = 99.5, To = Of("t*") }],
        },
        new()
        {
            Models = ["both", "one/*"], Tasks = ["code"], Tags = ["t"], EndUsers = ["ann"], Tokens = new() { AtLeast = 0, AtMost = 10 },
            Time = new() { Days = ["sunday", "monday"], From = "00:00", To = "24:00", TimeZone = "Europe/Berlin" }, State = new() { Of = Of("one"), Healthy = false, ErrorRateAtLeast = 0.5, P95AtLeastMs = 100 },
        }) with
    {
        Description = "Everything.", Enabled = false, Unless = new() { Models = ["m"] },
    };

    private static DeploymentSelectionDocument Of(params string[] providers) => new() { Providers = providers };

    private static async Task<string> NamesAsync(TestGateway gateway) => string.Join(' ', (await gateway.Client().RoutingRulesAsync()).Rules!.Select(rule => rule!.Name));

    private static async Task<HybridAiApiException> FailsAsync(int status, string code, Func<Task> call)
    {
        var refused = await Assert.ThrowsAsync<HybridAiApiException>(call);
        Assert.Equal((status, code), ((int)refused.Status, refused.Code));
        return refused;
    }
}
