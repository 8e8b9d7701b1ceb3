using HybridAi.Core.Routing.PromptCache;
using HybridAi.Core.Routing.Rules;

namespace HybridAi.Core.Tests.Routing.Rules;

/// <summary>What rules make of the order that a strategy gives.</summary>
public sealed class RuleOrderTests
{
    private readonly RuleRoom _room = new();

    public RuleOrderTests()
    {
        foreach (var (name, price) in new[] { ("a", 5), ("b", 1), ("c", 3), ("d", 2) })
            _room.Routing.Add(name, price);
    }

    [Fact]
    public void What_is_preferred_comes_first_and_what_is_avoided_last_each_in_the_strategys_order()
    {
        Assert.Equal("b d c a", _room.Order("cost", RuleRoom.Facts()));
        Assert.Equal("c a b d", _room.Order("cost", RuleRoom.Facts(), RuleRoom.Rule("x", RuleRoom.Prefer("a", "c"))));
        Assert.Equal("d a b", _room.Order("cost", RuleRoom.Facts(), RuleRoom.Rule("x", RuleRoom.Avoid("b", "a")), RuleRoom.Rule("y", RuleRoom.Require("a", "b", "d")), RuleRoom.Rule("z", RuleRoom.Prefer("a"))));
        Assert.Equal("a c b d", _room.Order("ordered", RuleRoom.Facts(), RuleRoom.Rule("x", new RuleActions { Prefer = RuleRoom.Providers("a", "b", "c"), Avoid = RuleRoom.Providers("b", "d") })));
        Assert.Equal("b d c a", _room.Order("ordered", RuleRoom.Facts(), RuleRoom.Rule("x", RuleRoom.Strategy("cost"))));
    }

    [Fact]
    public void An_earlier_rule_counts_more_than_all_later_ones()
    {
        RoutingRule[] later = [.. Enumerable.Range(0, 90).Select(i => RuleRoom.Rule($"later-{i}", RuleRoom.Avoid("a")))];
        Assert.Equal("a b c d", _room.Order("ordered", RuleRoom.Facts(), [RuleRoom.Rule("first", RuleRoom.Prefer("a")), .. later]));
        Assert.Equal("b c d a", _room.Order("ordered", RuleRoom.Facts(), [.. later, RuleRoom.Rule("last", RuleRoom.Prefer("a"))]));
    }

    [Fact]
    public void What_is_not_healthy_comes_behind_even_what_is_avoided()
    {
        _room.Routing.Health.Ill.UnionWith(["c", "b"]);
        Assert.Equal("a d c b", _room.Order("ordered", RuleRoom.Facts(), RuleRoom.Rule("x", RuleRoom.Prefer("c")), RuleRoom.Rule("y", RuleRoom.Avoid("d"))));
        Assert.Equal("d c", _room.Order("ordered", RuleRoom.Facts(), RuleRoom.Rule("x", RuleRoom.Require("c", "d"))));
    }

    [Fact]
    public void Those_that_are_preferred_take_equal_turns()
    {
        var verdict = _room.Judge(RuleRoom.Facts(), RuleRoom.Rule("x", RuleRoom.Prefer("b", "d")));
        var router = _room.Routing.Router();
        var order = Enumerable.Range(0, 6).Select(_ => RoutingRoom.Names(router.Plan(_room.Routing.Request(), _room.Routing.All, "round-robin", verdict)));
        Assert.Equal(["b d a c", "d b a c", "b d a c", "d b a c", "b d a c", "d b a c"], order);
    }

    [Fact]
    public void A_prompt_that_is_cached_elsewhere_does_not_leave_what_is_preferred_and_neither_does_trying()
    {
        PrefixMark[] prefix = [new(7, 2000)];
        _room.Routing.PromptCache.Remember(prefix, "a/m");
        var router = _room.Routing.Router(new(Exploration: 1));
        var verdict = _room.Judge(RuleRoom.Facts(), RuleRoom.Rule("x", RuleRoom.Prefer("c")));
        var plan = router.Plan(_room.Routing.Request(prefix: prefix), _room.Routing.All, "latency", verdict);
        Assert.Equal(("c", "latency; first by rule"), (plan.Deployments[0].Provider, plan.Reason));
        Assert.Equal("a", router.Plan(_room.Routing.Request(prefix: prefix), _room.Routing.All, "latency").Deployments[0].Provider);
    }

    [Fact]
    public void What_prefers_nothing_of_the_candidates_changes_nothing()
    {
        var plan = _room.Routing.Router().Plan(_room.Routing.Request(), _room.Routing.All, "cost", _room.Judge(RuleRoom.Facts(), RuleRoom.Rule("x", RuleRoom.Prefer("nobody"))));
        Assert.Equal(("b d c a", "cost; lowest expected cost"), (RoutingRoom.Names(plan), plan.Reason));
    }
}
