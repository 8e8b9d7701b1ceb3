using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Tests.Routing.Rules;

/// <summary>Which requests rules are for, and what they say of them.</summary>
public sealed class RuleBookTests
{
    private static readonly Guid Key = Guid.NewGuid();
    private readonly RuleRoom _room = new();

    public RuleBookTests()
    {
        foreach (var name in new[] { "a", "b", "c", "d" })
            _room.Routing.Add(name, region: name == "d" ? "EU-central-1" : "us-east-1");
    }

    [Fact]
    public void Rules_that_are_switched_off_are_none()
    {
        Assert.Null(RuleBook.Compile([RuleRoom.Rule("x", RuleRoom.Prefer("a")) with { Disabled = true }], _room.Routing.All, []));
        Assert.False(default(RuleVerdict).Any);
        Assert.Same(_room.Routing.All[0], default(RuleVerdict).Allowed([_room.Routing["a"]])[0]);
    }

    [Theory]
    [InlineData("gpt-x", "code", "t2", 500, "yes")]
    [InlineData("gpt-", "code", "t1,t9", 100, "yes")]
    [InlineData("exact", "chat", "t1", 1000, "yes")]
    [InlineData("exacts", "chat", "t1", 500, "")]
    [InlineData("GPT-x", "code", "t1", 500, "")]
    [InlineData("gpt-x", "Code", "t1", 500, "")]
    [InlineData("gpt-x", null, "t1", 500, "")]
    [InlineData("gpt-x", "code", "t3", 500, "")]
    [InlineData("gpt-x", "code", null, 500, "")]
    [InlineData("gpt-x", "code", "t1", 99, "")]
    [InlineData("gpt-x", "code", "t1", 1001, "")]
    public void Each_condition_has_to_be_met_and_of_its_list_one_entry(string model, string? task, string? tags, long tokens, string expected)
    {
        var rule = RuleRoom.Rule("yes", RuleRoom.Prefer("a"), new RuleConditions
        {
            Models = ["exact", "gpt-*"], Tasks = ["code", "chat"], Tags = ["t1", "t2"], Tokens = new TokenRange(100, 1000),
        });
        Assert.Equal(expected, _room.Matched(RuleRoom.Facts(model, task, tags?.Split(','), tokens), rule));
    }

    [Fact]
    public void Keys_teams_users_and_callers_own_users_are_told_apart()
    {
        var id = Guid.NewGuid();
        RoutingRule[] rules =
        [
            RuleRoom.Rule("key", RuleRoom.Prefer("a"), new RuleConditions { Keys = [id] }),
            RuleRoom.Rule("team", RuleRoom.Prefer("a"), new RuleConditions { Teams = [id] }),
            RuleRoom.Rule("user", RuleRoom.Prefer("a"), new RuleConditions { Users = [id] }),
            RuleRoom.Rule("end-user", RuleRoom.Prefer("a"), new RuleConditions { EndUsers = [id.ToString()] }),
        ];
        var facts = RuleRoom.Facts();
        Assert.Equal("key", _room.Matched(facts with { Key = id }, rules));
        Assert.Equal("team", _room.Matched(facts with { Team = id }, rules));
        Assert.Equal("user", _room.Matched(facts with { User = id }, rules));
        Assert.Equal("end-user", _room.Matched(facts with { EndUser = id.ToString() }, rules));
        Assert.Equal("", _room.Matched(facts, rules));
        Assert.Equal("", _room.Matched(facts with { Key = Guid.Empty, Team = Guid.Empty, User = Guid.Empty }, rules));
    }

    [Fact]
    public void A_rule_follows_its_key_through_rotations()
    {
        var (second, third, other) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        _room.Keys.AddRange([KeyOf(third, second), KeyOf(other, null), KeyOf(second, Key), KeyOf(Key, null)]);
        var rule = RuleRoom.Rule("x", RuleRoom.Prefer("a"), new RuleConditions { Keys = [Key] });
        foreach (var id in new[] { Key, second, third })
            Assert.Equal("x", _room.Matched(RuleRoom.Facts(key: id), rule));
        Assert.Equal("", _room.Matched(RuleRoom.Facts(key: other), rule));
    }

    [Fact]
    public void Unless_takes_out_what_meets_all_of_it()
    {
        var rule = RuleRoom.Rule("x", RuleRoom.Prefer("a"), unless: new RuleConditions { Tasks = ["code"], Tokens = new TokenRange(AtLeast: 100) });
        Assert.Equal("x", _room.Matched(RuleRoom.Facts(task: "code", tokens: 99), rule));
        Assert.Equal("x", _room.Matched(RuleRoom.Facts(task: "chat", tokens: 100), rule));
        Assert.Equal("", _room.Matched(RuleRoom.Facts(task: "code", tokens: 100), rule));
    }

    [Fact]
    public void What_is_required_adds_up_and_the_first_rule_that_leaves_nothing_is_named()
    {
        RoutingRule[] rules = [RuleRoom.Rule("abc", RuleRoom.Require("a", "b", "c")), RuleRoom.Rule("bcd", RuleRoom.Require("b", "c", "d")), RuleRoom.Rule("us", new RuleActions { Require = new() { Regions = ["US-*"] } })];
        var verdict = _room.Judge(RuleRoom.Facts(), rules);
        Assert.Equal("b c", string.Join(' ', verdict.Allowed(_room.Routing.All).Select(one => one.Provider)));
        Deployment[] only = [_room.Routing["a"], _room.Routing["d"]];
        Assert.Empty(verdict.Allowed(only));
        var blame = RuleWords.BlameOf(verdict, "m", only);
        Assert.Contains("The routing rule 'abc' requires provider a or b or c and the routing rule 'bcd' requires provider b or c or d", blame, StringComparison.Ordinal);
        Assert.DoesNotContain("'us'", blame, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deployment_that_was_made_up_for_a_request_is_judged_like_the_others()
    {
        var made = new Deployment { Provider = "a", Model = "made-up" };
        var verdict = _room.Judge(RuleRoom.Facts(), RuleRoom.Rule("x", RuleRoom.Require("a")), RuleRoom.Rule("y", new RuleActions { Avoid = new() { Models = ["made-*"] } }));
        Assert.True(verdict.Allows(made));
        Assert.True(verdict.TierOf(made) > verdict.TierOf(_room.Routing["a"]));
    }

    [Fact]
    public void The_first_rule_that_sets_a_strategy_sets_it()
    {
        RoutingRule[] rules = [RuleRoom.Rule("code", RuleRoom.Strategy("cost"), new RuleConditions { Tasks = ["code"] }), RuleRoom.Rule("all", RuleRoom.Strategy("latency"))];
        Assert.Equal("cost", _room.Judge(RuleRoom.Facts(task: "code"), rules).Strategy);
        Assert.Equal("latency", _room.Judge(RuleRoom.Facts(), rules).Strategy);
        Assert.Null(_room.Judge(RuleRoom.Facts(), rules[0]).Strategy);
        var notes = RuleWords.NotesOf(_room.Judge(RuleRoom.Facts(task: "code"), rules)).ToList();
        Assert.Equal(["'code' sets the strategy cost.", "'all' does not set the strategy, since 'code' did."], notes);
    }

    [Fact]
    public void The_state_of_deployments_counts_as_it_is_at_the_moment()
    {
        var rule = RuleRoom.Rule("x", RuleRoom.Prefer("b"), new RuleConditions { State = new RuleState { Of = RuleRoom.Providers("a"), Healthy = false } });
        var book = _room.Book(rule);
        Assert.False(book.Judge(RuleRoom.Facts(), _room.Watch).Any);
        _room.Routing.Health.Ill.Add("a");
        _room.Routing.Clock.Advance(TimeSpan.FromMilliseconds(101));
        Assert.True(book.Judge(RuleRoom.Facts(), _room.Watch).Any);
        _room.Routing.Health.Ill.Remove("a");
        _room.Routing.Health.Ill.Add("b");
        _room.Routing.Clock.Advance(TimeSpan.FromMilliseconds(101));
        Assert.False(book.Judge(RuleRoom.Facts(), _room.Watch).Any);
    }

    [Theory]
    [InlineData(0.5, null, "")]
    [InlineData(0.3, null, "x")]
    [InlineData(null, 1000.0, "")]
    [InlineData(null, 400.0, "x")]
    [InlineData(0.3, 1000.0, "")]
    [InlineData(0.3, 400.0, "x")]
    public void Error_rates_and_waits_are_those_of_one_and_the_same_deployment(double? errors, double? wait, string expected)
    {
        _room.Routing.Succeed("a", 500, 8);
        _room.Routing.Fail("a", Core.Resilience.FailureCause.Overload, 6);
        _room.Routing.Succeed("b", 5000, 8);
        var state = new RuleState { Of = RuleRoom.Providers("a"), ErrorRateAtLeast = errors, P95AtLeast = wait };
        Assert.Equal(expected, _room.Matched(RuleRoom.Facts(), RuleRoom.Rule("x", RuleRoom.Prefer("c"), new RuleConditions { State = state })));
        Assert.Equal("", _room.Matched(RuleRoom.Facts(), RuleRoom.Rule("x", RuleRoom.Prefer("c"), new RuleConditions { State = state with { Of = RuleRoom.Providers("c", "d") } })));
    }

    [Fact]
    public void The_findings_say_of_each_condition_whether_it_is_met_and_why()
    {
        var rule = RuleRoom.Rule("x", RuleRoom.Prefer("a"), new RuleConditions { Models = ["gpt-*"], Tokens = new TokenRange(10) }, new RuleConditions { Tasks = ["code"] });
        var finding = Assert.Single(_room.Book(rule).Explain(RuleRoom.Facts("gpt-x", tokens: 5), _room.Watch));
        Assert.False(finding.Matched);
        Assert.Equal([("tokens", false), ("models", true), ("unless.tasks", false)], finding.Conditions.Select(one => (one.Field, one.Met)));
        Assert.Equal("about 5 tokens go in, the rule is for 10 to any number", finding.Conditions[0].Text);
        Assert.Equal("the model is 'gpt-x', the rule is for gpt-*", finding.Conditions[1].Text);
    }

    [Fact]
    public void The_label_is_short_however_many_rules_there_are()
    {
        var rules = Enumerable.Range(0, 100).Select(i => RuleRoom.Rule($"a-rule-with-a-very-long-name-that-goes-on-and-on-{i}", RuleRoom.Strategy("cost"))).ToArray();
        Assert.Equal("rule " + rules[0].Name, RuleWords.LabelOf(_room.Judge(RuleRoom.Facts(), rules[0])));
        var label = RuleWords.LabelOf(_room.Judge(RuleRoom.Facts(), rules));
        Assert.InRange(label.Length, 50, 150);
        Assert.EndsWith(" and 98 more", label, StringComparison.Ordinal);
        Assert.Equal(9, RuleWords.NotesOf(_room.Judge(RuleRoom.Facts(), rules)).Count());
    }

    private static ApiKey KeyOf(Guid id, Guid? from) => new()
    {
        Id = new KeyId(id), Hash = KeyHash.Of(id.ToString()), Prefix = "hai-", Name = "k", Role = Role.Inference, OrganizationId = OrganizationId.Default, CreatedAt = default, Revision = 1,
        RotatedFrom = from is { } before ? new KeyId(before) : null,
    };
}
