using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Rules;

namespace HybridAi.Core.Tests.Routing.Rules;

public sealed class RuleConflictsTests
{
    private static readonly RuleConditions Code = new() { Tasks = ["code"] };
    private static readonly RuleConditions Chat = new() { Tasks = ["chat"] };
    private readonly RuleRoom _room = new();

    public RuleConflictsTests()
    {
        _room.Routing.Add("a", region: "eu-central-1");
        _room.Routing.Add("b", region: "us-east-1");
        _room.Routing.Add("c");
    }

    public static TheoryData<string, RuleActions, RuleActions, string> Pairs => new()
    {
        { "requires something else", RuleRoom.Require("a"), RuleRoom.Require("b"), "1 then.require" },
        { "requires some of the same", RuleRoom.Require("a", "b"), RuleRoom.Require("b", "c"), "" },
        { "avoids what is required", RuleRoom.Require("a"), RuleRoom.Avoid("a"), "1 then.avoid" },
        { "avoids more than is required", RuleRoom.Require("a"), RuleRoom.Avoid("a", "b"), "1 then.avoid" },
        { "avoids some of what is required", RuleRoom.Require("a", "b"), RuleRoom.Avoid("a"), "" },
        { "requires what is avoided", RuleRoom.Avoid("a"), RuleRoom.Require("a"), "1 then.require" },
        { "avoids what is preferred", RuleRoom.Prefer("a"), RuleRoom.Avoid("a"), "1 then.avoid" },
        { "prefers what is avoided", RuleRoom.Avoid("a"), RuleRoom.Prefer("a"), "1 then.prefer" },
        { "prefers something else", RuleRoom.Prefer("a"), RuleRoom.Prefer("b"), "" },
        { "prefers nothing of what is required", RuleRoom.Require("a"), RuleRoom.Prefer("b"), "1 then.prefer" },
        { "sets another strategy", RuleRoom.Strategy("cost"), RuleRoom.Strategy("latency"), "1 then.strategy" },
        { "sets the same strategy", RuleRoom.Strategy("cost"), RuleRoom.Strategy("cost"), "" },
        { "splits otherwise", Split(("a", 10), ("b", 90)), Split(("a", 20), ("b", 80)), "1 then.split" },
        { "splits the same", Split(("a", 10), ("b", 90)), Split(("a", 10), ("b", 90)), "" },
        { "splits into what is not required", RuleRoom.Require("a", "c"), Split(("a", 10), ("b", 90)), "1 then.split[1].to" },
        { "region apart from region", Regions("eu-*"), Regions("us-*"), "1 then.require" },
        { "region within region", Regions("eu-*"), Regions("EU-central-1"), "" },
        { "a deployment outside a region", Regions("us-*"), new RuleActions { Require = new() { Deployments = ["a/m"] } }, "1 then.require" },
        { "a provider and a region may meet", Regions("us-*"), RuleRoom.Require("a"), "" },
        { "tags may meet", new RuleActions { Require = new() { Tags = ["x"] } }, new RuleActions { Require = new() { Tags = ["y"] } }, "" },
        { "a deployment within its provider", new RuleActions { Require = new() { Deployments = ["a/m"] } }, RuleRoom.Avoid("a"), "1 then.avoid" },
    };

    [Theory]
    [MemberData(nameof(Pairs), DisableDiscoveryEnumeration = true)]
    public void Rules_that_are_for_the_same_requests(string what, RuleActions first, RuleActions second, string expected)
    {
        Assert.Equal((what, expected), (what, _room.Conflicts(RuleRoom.Rule("one", first), RuleRoom.Rule("two", second))));
        Assert.Equal((what, expected), (what, _room.Conflicts(RuleRoom.Rule("one", first, Code), RuleRoom.Rule("two", second, Code))));
        Assert.Equal("", _room.Conflicts(RuleRoom.Rule("one", first, Code), RuleRoom.Rule("two", second, Chat)));
        Assert.Equal("", _room.Conflicts(RuleRoom.Rule("one", first), RuleRoom.Rule("two", second) with { Disabled = true }));
        Assert.Equal("", _room.Conflicts(RuleRoom.Rule("one", first, unless: Code), RuleRoom.Rule("two", second, Code)));
    }

    [Fact]
    public void An_exception_before_the_rule_is_no_contradiction_and_behind_it_can_never_be()
    {
        var (exception, rule) = (RuleRoom.Rule("code", RuleRoom.Strategy("cost"), Code), RuleRoom.Rule("all", RuleRoom.Strategy("latency")));
        Assert.Equal("", _room.Conflicts(exception, rule));
        Assert.Equal("1 then.strategy", _room.Conflicts(rule, exception));
        var (prefer, avoid) = (RuleRoom.Rule("code", RuleRoom.Prefer("a"), Code), RuleRoom.Rule("all", RuleRoom.Avoid("a")));
        Assert.Equal("", _room.Conflicts(prefer, avoid));
        Assert.Equal("1 then.prefer", _room.Conflicts(avoid, prefer));
        // What is required cannot wait for its turn: where both hold, nothing is left.
        Assert.Equal("1 then.require", _room.Conflicts(RuleRoom.Rule("code", RuleRoom.Require("a"), Code), RuleRoom.Rule("all", RuleRoom.Require("b"))));
    }

    [Fact]
    public void A_rule_that_contradicts_itself()
    {
        Assert.Equal("0 then.avoid", _room.Conflicts(RuleRoom.Rule("x", new RuleActions { Require = RuleRoom.Providers("a"), Avoid = RuleRoom.Providers("a") })));
        Assert.Equal("0 then.avoid", _room.Conflicts(RuleRoom.Rule("x", new RuleActions { Prefer = RuleRoom.Providers("a"), Avoid = RuleRoom.Providers("a", "b") })));
        Assert.Equal("0 then.prefer", _room.Conflicts(RuleRoom.Rule("x", new RuleActions { Require = RuleRoom.Providers("a"), Prefer = RuleRoom.Providers("b") })));
        Assert.Equal("", _room.Conflicts(RuleRoom.Rule("x", new RuleActions { Require = RuleRoom.Providers("a", "b"), Prefer = RuleRoom.Providers("b"), Avoid = RuleRoom.Providers("a") })));
    }

    [Fact]
    public void All_contradictions_are_found_at_once()
    {
        var rules = new[] { RuleRoom.Rule("r1", RuleRoom.Require("a")), RuleRoom.Rule("r2", RuleRoom.Require("b")), RuleRoom.Rule("r3", RuleRoom.Avoid("a")), RuleRoom.Rule("r4", RuleRoom.Strategy("cost")), RuleRoom.Rule("r5", RuleRoom.Strategy("latency"), Code) };
        Assert.Equal("1 then.require, 2 then.avoid, 4 then.strategy", _room.Conflicts(rules));
    }

    [Fact]
    public void There_is_an_end_to_preferences()
    {
        RuleActions ten = Split([.. Enumerable.Range(0, 10).Select(_ => ("a", 10.0))]);
        RoutingRule[] rules = [.. Enumerable.Range(0, 13).Select(i => RuleRoom.Rule($"r{i}", ten))];
        Assert.Equal("12 then", _room.Conflicts(rules));
        Assert.Equal("", _room.Conflicts(rules[..12]));
    }

    [Fact]
    public void Hundred_rules_with_hours_of_many_time_zones_are_compared()
    {
        string[] zones = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Sydney"];
        RoutingRule[] rules = [.. Enumerable.Range(0, 100).Select(i => RuleRoom.Rule(
            $"r{i}", RuleRoom.Strategy(i % 2 == 0 ? "cost" : "latency"), new RuleConditions { Time = new RuleHours { Days = [(DayOfWeek)(i % 7)], From = i, To = i + 1, TimeZone = zones[i % 4] } }))];
        Assert.Equal("", _room.Conflicts(rules));
    }

    private static RuleActions Regions(params string[] regions) => new() { Require = new DeploymentSelection { Regions = regions } };

    private static RuleActions Split(params (string Provider, double Percent)[] shares) =>
        new() { Split = [.. shares.Select(share => new SplitShare(share.Percent, RuleRoom.Providers(share.Provider)))] };
}
