using HybridAi.Core.Catalog;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.PromptCache;
using HybridAi.Core.Routing.Strategies;

namespace HybridAi.Core.Tests.Routing;

public sealed class RouterTests
{
    private static readonly PrefixMark[] Prefix = [new(11, 1500), new(22, 4000)];
    private readonly RoutingRoom _room = new();

    [Fact]
    public void A_single_deployment_is_the_plan_itself_whatever_is_known_of_it()
    {
        _room.Add("a");
        _room.Health.Ill.Add("a");
        var all = _room.All;
        var plan = _room.Router().Plan(_room.Request(), all, "latency");
        Assert.Same(all, plan.Deployments);
        Assert.Equal(("latency; only deployment", null), (plan.Reason, plan.Note));
    }

    [Fact]
    public void The_ill_come_last_in_their_order_and_the_note_names_them()
    {
        foreach (var name in new[] { "a", "b", "c", "d" })
            _room.Add(name);
        _room.Health.Ill.UnionWith(["a", "c"]);
        foreach (var strategy in new[] { "ordered", "cost", "least-connections" })
        {
            var plan = _room.Router().Plan(_room.Request(), _room.All, strategy);
            Assert.Equal("b d a c", RoutingRoom.Names(plan));
            Assert.Equal("Last: a/m (not healthy), c/m (not healthy).", plan.Note);
        }
    }

    [Fact]
    public void If_none_is_healthy_all_are_tried_in_the_strategys_order()
    {
        _room.Add("a", 5);
        _room.Add("b", 1);
        _room.Health.Ill.UnionWith(["a", "b"]);
        var plan = _room.Router().Plan(_room.Request(), _room.All, "cost");
        Assert.Equal("b a", RoutingRoom.Names(plan));
        Assert.Contains("None of the deployments is healthy", plan.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_deployment_at_its_limit_of_concurrent_requests_comes_last_until_one_ends()
    {
        _room.Add("a", concurrent: 2);
        _room.Add("b");
        _room.States.Began(_room["a"]);
        Assert.Equal("a b", _room.Order("ordered"));
        _room.States.Began(_room["a"]);
        Assert.Equal("b a", _room.Order("ordered"));
        _room.States.Ended(new AttemptOutcome(_room["a"], TimeSpan.Zero, null, FailureCause.ClientAborted, 0, null));
        Assert.Equal("a b", _room.Order("ordered"));
    }

    [Theory]
    [InlineData(100, null, RequestNeeds.None, "small large unknown")]
    [InlineData(9_000, null, RequestNeeds.None, "large unknown")]
    [InlineData(7_000, 2_000, RequestNeeds.None, "large unknown")]
    [InlineData(100, null, RequestNeeds.Pdf, "large unknown")]
    [InlineData(100, null, RequestNeeds.Audio, "unknown")]
    [InlineData(100, null, RequestNeeds.Speech, "unknown")]
    [InlineData(100, null, RequestNeeds.StructuredOutput, "small unknown")]
    [InlineData(100, null, RequestNeeds.Reasoning, "small large unknown")]
    public void What_cannot_do_what_the_request_needs_is_left_out(int input, int? most, RequestNeeds needs, string expected)
    {
        var model = new CatalogModel { Id = "m", Provider = "p", Name = "m", Input = ["text"], Output = ["text"] };
        _room.Add("small", catalog: model with { ContextWindow = 8_000, Supports = new ModelFeatures(StructuredOutput: true) });
        _room.Add("large", catalog: model with { ContextWindow = 200_000, Input = ["text", "pdf"], Supports = new ModelFeatures(StructuredOutput: false) });
        _room.Add("unknown");
        Assert.Equal(expected, _room.Order("ordered", _room.Request(input, most, needs: needs)));
    }

    [Fact]
    public void If_nothing_can_do_it_all_stay()
    {
        var model = new CatalogModel { Id = "m", Provider = "p", Name = "m", MaxInputTokens = 10 };
        _room.Add("a", catalog: model);
        _room.Add("b", catalog: model);
        Assert.Equal("a b", _room.Order("ordered", _room.Request(11)));
    }

    [Fact]
    public void Now_and_then_the_one_that_was_not_called_for_the_longest_time_goes_first()
    {
        foreach (var name in new[] { "fast", "old", "fresh", "never" })
            _room.Add(name);
        _room.Succeed("old", 900, 10);
        _room.Clock.Advance(TimeSpan.FromSeconds(70));
        _room.Succeed("fast", 10, 10);
        _room.Succeed("fresh", 500, 10);
        var router = _room.Router(new RouterConfig(Exploration: 0.1));
        var firsts = Enumerable.Range(0, 5000).Select(_ => router.Plan(_room.Request(), _room.All, "latency")).CountBy(plan => plan.Deployments[0].Provider + "; " + plan.Reason).ToDictionary();
        Assert.InRange(firsts["never; latency; exploring"], 400, 600);
        Assert.Equal(5000 - firsts["never; latency; exploring"], firsts["fast; latency; lowest P95"]);
        _room.Succeed("never", 700);
        Assert.Contains(Enumerable.Range(0, 1000).Select(_ => router.Plan(_room.Request(), _room.All, "latency")), plan => plan.Deployments[0].Provider == "old");
        _room.Health.Ill.Add("old");
        Assert.All(Enumerable.Range(0, 1000).Select(_ => router.Plan(_room.Request(), _room.All, "latency")), plan => Assert.Equal("fast", plan.Deployments[0].Provider));
    }

    [Fact]
    public void Everybody_gets_known_and_what_has_become_fast_gets_the_traffic()
    {
        var latency = new Dictionary<string, double> { ["a"] = 100, ["b"] = 300, ["c"] = 200, ["d"] = 400 };
        foreach (var name in latency.Keys)
            _room.Add(name);
        var router = _room.Router(new RouterConfig(Exploration: 0.05));
        Assert.True(Run() > 0.8 * 2000, "a");
        (latency["a"], latency["d"]) = (500, 50);
        _room.Clock.Advance(TimeSpan.FromMinutes(3));
        Run();
        Assert.True(Run("d") > 0.8 * 2000, "d");

        int Run(string wanted = "a")
        {
            var hits = 0;
            for (var i = 0; i < 2000; i++)
            {
                var first = router.Plan(_room.Request(), _room.All, "latency").Deployments[0].Provider;
                _room.Succeed(first, latency[first]);
                _room.Clock.Advance(TimeSpan.FromMilliseconds(100));
                hits += first == wanted ? 1 : 0;
            }

            return hits;
        }
    }

    [Theory]
    [InlineData("latency")]
    [InlineData("performance")]
    [InlineData("least-response-time")]
    public void A_prompt_goes_where_its_beginning_is_cached(string strategy)
    {
        Known(("fast", 100), ("holder", 180));
        _room.PromptCache.Remember(Prefix, "holder/m");
        var plan = _room.Router().Plan(_room.Request(prefix: Prefix), _room.All, strategy);
        Assert.Equal(("holder fast", $"{strategy}; prompt cached there"), (RoutingRoom.Names(plan), plan.Reason));
        Assert.Equal("fast holder", RoutingRoom.Names(_room.Router().Plan(_room.Request(), _room.All, strategy)));
        Assert.Equal("fast holder", RoutingRoom.Names(_room.Router().Plan(_room.Request(prefix: [new(99, 1500)]), _room.All, strategy)));
        Assert.Equal("holder fast", RoutingRoom.Names(_room.Router().Plan(_room.Request(prefix: [Prefix[0], new(99, 5000)]), _room.All, strategy)));
    }

    [Theory]
    [InlineData("ordered")]
    [InlineData("round-robin")]
    [InlineData("geographic")]
    public void Strategies_that_share_out_or_were_told_an_order_keep_to_it(string strategy)
    {
        Known(("first", 100), ("holder", 100));
        _room.PromptCache.Remember(Prefix, "holder/m");
        Assert.Equal("first holder", RoutingRoom.Names(_room.Router().Plan(_room.Request(prefix: Prefix), _room.All, strategy)));
        Assert.False(_room.Router().WantsPrefix(strategy));
    }

    [Fact]
    public void A_cached_beginning_is_not_worth_a_slow_failing_ill_or_busy_deployment()
    {
        Known(("fast", 100), ("holder", 150));
        _room.PromptCache.Remember(Prefix, "holder/m");
        var request = _room.Request(prefix: Prefix);
        Assert.Equal("holder fast", _room.Order("latency", request));
        for (var i = 0; i < 9; i++)
            _room.States.Began(_room["holder"]);
        Assert.Equal("fast holder", _room.Order("latency", request));
        for (var i = 0; i < 9; i++)
            _room.States.Ended(new AttemptOutcome(_room["holder"], TimeSpan.Zero, null, FailureCause.ClientAborted, 0, null));
        Assert.Equal("holder fast", _room.Order("latency", request));
        _room.Health.Ill.Add("holder");
        Assert.Equal("fast holder", _room.Order("latency", request));
        _room.Health.Ill.Clear();
        _room.Fail("holder", FailureCause.Overload, 30);
        Assert.Equal("fast holder", _room.Order("latency", request));
        _room.Clock.Advance(TimeSpan.FromMinutes(10));
        Known(("fast", 100), ("holder", 250));
        _room.PromptCache.Remember(Prefix, "holder/m");
        Assert.Equal("fast holder", _room.Order("latency", request));
    }

    [Fact]
    public void Cost_counts_the_cached_beginning_at_its_own_price()
    {
        _room.Add("cheap", 1, 1, cachedInput: 1);
        _room.Add("holder", 1.5m, 1, cachedInput: 0.1m);
        var request = _room.Request(input: 5000, most: 10, prefix: Prefix);
        Assert.Equal("cheap holder", _room.Order("cost", request));
        _room.PromptCache.Remember(Prefix, "holder/m");
        Assert.Equal("holder cheap", _room.Order("cost", request));
        Assert.True(_room.Router().WantsPrefix("cost"));
        Assert.False(_room.Router(new RouterConfig(FollowsPromptCache: false)).WantsPrefix("cost"));
    }

    [Fact]
    public void A_plan_has_each_deployment_once_whatever_the_strategy_and_the_past()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var room = new RoutingRoom();
            var count = random.Next(2, 40);
            for (var i = 0; i < count; i++)
            {
                room.Add($"d{i}", random.Next(3) == 0 ? null : random.Next(0, 20), weight: random.Next(4), region: random.Next(2) == 0 ? "eu" : null, quality: random.Next(2) == 0 ? random.NextDouble() : null);
                if (random.Next(3) == 0)
                    room.Health.Ill.Add($"d{i}");
                room.Succeed($"d{i}", random.Next(1, 9999), random.Next(3));
                room.Fail($"d{i}", FailureCause.Overload, random.Next(3));
            }

            foreach (var strategy in StrategyNames.All)
            {
                var plan = room.Router(new RouterConfig(Exploration: 0.5), round).Plan(room.Request(region: "us", streamed: round % 2 == 0), room.All, strategy).Deployments;
                Assert.Equal(room.All.Select(deployment => deployment.Id).Order(), plan.Select(deployment => deployment.Id).Order());
                var healthy = plan.Select(deployment => !room.Health.Ill.Contains(deployment.Provider)).ToArray();
                Assert.Equal(healthy.OrderDescending(), healthy);
            }
        }
    }

    private void Known(params (string Name, double Latency)[] all)
    {
        foreach (var (name, latency) in all)
        {
            _room.Add(name);
            _room.Succeed(name, latency, 40);
        }
    }

    [Fact]
    public void Steps_tell_each_deployments_score_its_group_and_why_it_is_held_back()
    {
        _room.Add("a", 5);
        _room.Add("b", 1);
        _room.Add("c", 3);
        _room.Health.Ill.Add("b");
        var steps = new List<RouteStep>();
        var plan = _room.Router().Plan(_room.Request(), _room.All, "cost", steps: steps);
        Assert.Equal(plan.Deployments, steps.Select(step => step.Deployment));
        Assert.Equal([("c", null), ("a", null), ("b", "not healthy")], steps.Select(step => (step.Deployment.Provider, step.Held)));
        Assert.True(steps[0].Score < steps[1].Score);
        Assert.StartsWith("expected cost 0.0", steps[0].Words, StringComparison.Ordinal);
        // Nobody asked what the ill one would cost.
        Assert.Equal((null, null, 1), (steps[2].Score, steps[2].Words, steps[2].Group));
        steps.Clear();
        _room.Router().Plan(_room.Request(), [_room["b"]], "cost", steps: steps);
        Assert.Equal(("not healthy", null), (Assert.Single(steps).Held, steps[0].Score));
    }

    [Fact]
    public void Every_strategy_has_words_for_a_score()
    {
        _room.Add("a", 5, region: "eu-central-1");
        _room.Add("b", weight: 0);
        _room.Succeed("a", 250, times: 30);
        foreach (var strategy in StrategyNames.All)
        {
            var steps = new List<RouteStep>();
            _room.Router().Plan(_room.Request() with { Region = "us-east-1" }, _room.All, strategy, steps: steps);
            Assert.All(steps, step => Assert.False(string.IsNullOrEmpty(step.Words), strategy));
            Assert.All(steps, step => Assert.DoesNotContain("NaN", step.Words, StringComparison.Ordinal));
        }
    }
}
