using HybridAi.Core.Catalog;
using HybridAi.Core.Metrics;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Strategies;

namespace HybridAi.Core.Tests.Routing.Strategies;

/// <summary>Each strategy on deployments with a made-up past.</summary>
public sealed class StrategyTests
{
    private readonly RoutingRoom _room = new();

    [Fact]
    public void There_is_a_strategy_for_each_name_and_each_says_why()
    {
        var set = new StrategySet(new RouterConfig(), new RandomSource(1), _room.Learner);
        Assert.Equal(StrategyNames.All.Order(), set.Names.Order());
        foreach (var name in set.Names)
        {
            Assert.Equal(name, set[name].Name);
            Assert.Matches("^[ -~]{3,100}$", set[name].Reason);
        }
    }

    [Fact]
    public void Ordered_keeps_the_order()
    {
        Add("a", "b", "c");
        _room.Succeed("a", 9000, 50);
        _room.Succeed("c", 1, 50);
        Assert.Equal("a b c", _room.Order("ordered"));
        Assert.Equal("ordered; first configured", _room.Router().Plan(_room.Request(), _room.All, "ordered").Reason);
    }

    [Fact]
    public void Latency_prefers_the_lowest_P95_not_the_lowest_median_and_the_unknown_last()
    {
        Add("unknown", "uneven", "even", "slow");
        _room.Succeed("uneven", 50, 90);
        _room.Succeed("uneven", 4000, 10);
        _room.Succeed("even", 400, 100);
        _room.Succeed("slow", 5000, 100);
        Assert.Equal("even uneven slow unknown", _room.Order("latency"));
    }

    [Fact]
    public void Latency_of_streams_goes_by_the_first_content()
    {
        Add("early", "late");
        _room.Succeed("early", 3000, 40, firstContent: 100);
        _room.Succeed("late", 2000, 40, firstContent: 1500);
        Assert.Equal("late early", _room.Order("latency"));
        Assert.Equal("early late", _room.Order("latency", _room.Request(streamed: true)));
    }

    [Fact]
    public void Latency_counts_that_failed_attempts_are_made_again_but_not_the_callers_faults()
    {
        Add("flaky", "steady");
        _room.Succeed("flaky", 400, 20);
        _room.Fail("flaky", FailureCause.ServerError, 20);
        _room.Succeed("steady", 500, 20);
        Assert.Equal("steady flaky", _room.Order("latency"));
        Add("refusing");
        _room.Succeed("refusing", 450, 20);
        _room.Fail("refusing", FailureCause.BadRequest, 20);
        _room.Fail("refusing", FailureCause.ContextLength, 20);
        _room.Fail("refusing", FailureCause.ContentFilter, 20);
        _room.Fail("refusing", FailureCause.ClientAborted, 20);
        Assert.Equal("refusing steady flaky", _room.Order("latency"));
    }

    [Fact]
    public void Latency_follows_a_drift()
    {
        Add("a", "b");
        _room.Succeed("a", 100, 100);
        _room.Succeed("b", 300, 100);
        Assert.Equal("a b", _room.Order("latency"));
        _room.Clock.Advance(TimeSpan.FromSeconds(200));
        _room.Succeed("a", 900, 20);
        _room.Succeed("b", 300, 20);
        Assert.Equal("b a", _room.Order("latency"));
    }

    [Theory]
    [InlineData("latency")]
    [InlineData("performance")]
    public void What_holds_far_more_in_flight_than_usual_is_taken_to_be_slow_before_it_is_measured(string strategy)
    {
        Add("busy", "other");
        // One after the other: about one was under way at any time.
        for (var i = 0; i < 200; i++)
        {
            _room.Clock.Advance(TimeSpan.FromMilliseconds(600));
            _room.Succeed("busy", 900);
            _room.Succeed("other", 1200);
        }

        Hang(4);
        Assert.Equal("busy other", _room.Order(strategy));
        Hang(30);
        Assert.Equal("other busy", _room.Order(strategy));

        void Hang(int times)
        {
            for (var i = 0; i < times; i++)
                _room.States.Began(_room["busy"]);
        }
    }

    [Theory]
    [InlineData(100, null, "small balanced big free-of-price")]
    [InlineData(100_000, 10, "balanced small big free-of-price")]
    public void Cost_counts_input_and_output_at_their_prices_and_the_unpriced_last(int input, int? most, string expected)
    {
        _room.Add("free-of-price");
        _room.Add("big", 10, 50);
        _room.Add("small", 2, 1);
        _room.Add("balanced", 1, 4);
        Assert.Equal(expected, _room.Order("cost", _room.Request(input, most)));
    }

    [Fact]
    public void Cost_expects_as_much_output_as_the_last_answers_had_and_no_more_than_the_request_allows()
    {
        _room.Add("terse", 1, 10);
        _room.Add("talkative", 1, 5);
        Assert.Equal("talkative terse", _room.Order("cost"));
        _room.Succeed("talkative", 100, 10, output: 3000);
        _room.Succeed("terse", 100, 10, output: 50);
        Assert.Equal("terse talkative", _room.Order("cost"));
        Assert.Equal("talkative terse", _room.Order("cost", _room.Request(most: 20)));
    }

    [Fact]
    public void Performance_weighs_latency_errors_cost_and_quality_by_its_formula()
    {
        _room.Add("a", 1, 1, quality: 0.8);
        _room.Add("b", 2, 2, quality: 1);
        _room.Succeed("a", 1000, 400);
        _room.Succeed("b", 500, 400);
        // The usual wait is 707. a: latency 0.5 * (1000/707)² = 1, cost 0, quality 1 - 0.8 = 0.2. b: latency 0.5 * (500/707)² = 0.25, cost 0.5, quality 0.
        Assert.Equal("b a", Performance(new PerformanceWeights(Latency: 1, Errors: 0, Cost: 0, Quality: 0)));
        Assert.Equal("a b", Performance(new PerformanceWeights(Latency: 0, Errors: 0, Cost: 1, Quality: 0)));
        Assert.Equal("b a", Performance(new PerformanceWeights(Latency: 0, Errors: 0, Cost: 0, Quality: 1)));
        Assert.Equal("a b", Performance(new PerformanceWeights(Latency: 1, Errors: 0, Cost: 2, Quality: 1)));
        Assert.Equal("b a", Performance(new PerformanceWeights(Latency: 1, Errors: 0, Cost: 1.8, Quality: 1)));
        _room.Fail("b", FailureCause.Overload, 200);
        Assert.Equal("a b", Performance(new PerformanceWeights(Latency: 1, Errors: 1, Cost: 0, Quality: 1)));
    }

    [Fact]
    public void Performance_leaves_what_gets_ever_slower_even_if_others_are_dear()
    {
        _room.Add("cheap", 1, 1);
        _room.Add("quick", 9, 9);
        _room.Add("steady", 4, 4);
        _room.Succeed("quick", 100, 400);
        _room.Succeed("steady", 2000, 400);
        _room.Succeed("cheap", 2000, 400);
        var weights = new PerformanceWeights(Latency: 0.05, Errors: 0, Cost: 1, Quality: 0);
        Assert.Equal("cheap", Performance(weights).Split(' ')[0]);
        _room.Succeed("cheap", 9000, 400);
        Assert.Equal("steady", Performance(weights).Split(' ')[0]);
    }

    [Fact]
    public void Weighted_draws_by_the_weights_and_zero_only_as_the_last_resort()
    {
        _room.Add("never", weight: 0);
        _room.Add("one", weight: 1);
        _room.Add("three", weight: 3);
        var router = _room.Router();
        var plans = Enumerable.Range(0, 8000).Select(_ => RoutingRoom.Names(router.Plan(_room.Request(), _room.All, "weighted"))).CountBy(names => names).ToDictionary();
        Assert.Equal(["one three never", "three one never"], plans.Keys.Order());
        Assert.InRange(plans["three one never"], 5800, 6200);
    }

    [Fact]
    public void Weighted_draws_the_same_again_from_the_same_seed()
    {
        Add("a", "b", "c");
        Assert.Equal(Draws(3), Draws(3));
        Assert.NotEqual(Draws(3), Draws(4));
        string[] Draws(long seed)
        {
            var router = _room.Router(seed: seed);
            return [.. Enumerable.Range(0, 50).Select(_ => RoutingRoom.Names(router.Plan(_room.Request(), _room.All, "weighted")))];
        }
    }

    [Fact]
    public void Round_robin_takes_turns_and_each_model_its_own()
    {
        Add("a", "b", "c");
        var router = _room.Router();
        Assert.Equal(["a b c", "b c a", "c a b", "a b c"], Enumerable.Range(0, 4).Select(_ => RoutingRoom.Names(router.Plan(_room.Request(), _room.All, "round-robin"))));
        _room.Health.Ill.Add("b");
        var turns = Enumerable.Range(0, 10).Select(_ => router.Plan(_room.Request(), _room.All, "round-robin").Deployments[0].Provider).CountBy(name => name).ToDictionary();
        Assert.Equal((5, 5), (turns["a"], turns["c"]));
    }

    [Fact]
    public void Least_connections_goes_by_what_is_in_flight_for_each_weight()
    {
        _room.Add("small", weight: 1);
        _room.Add("large", weight: 4);
        Assert.Equal("large small", _room.Order("least-connections"));
        for (var i = 0; i < 4; i++)
            _room.States.Began(_room["large"]);
        Assert.Equal("small large", _room.Order("least-connections"));
        _room.States.Began(_room["small"]);
        Assert.Equal("large small", _room.Order("least-connections"));
    }

    [Fact]
    public void Least_response_time_multiplies_the_average_by_what_is_in_flight()
    {
        Add("quick", "slow", "unknown");
        _room.Succeed("quick", 100, 10);
        _room.Succeed("slow", 350, 10);
        Assert.Equal("quick slow unknown", _room.Order("least-response-time"));
        for (var i = 0; i < 3; i++)
            _room.States.Began(_room["quick"]);
        Assert.Equal("slow quick unknown", _room.Order("least-response-time"));
    }

    [Theory]
    [InlineData("eu-west-3", "frankfurt paris virginia sydney nowhere")]
    [InlineData("EASTUS", "virginia frankfurt paris sydney nowhere")]
    [InlineData("ap-southeast-2", "sydney virginia frankfurt paris nowhere")]
    [InlineData("site-7", "nowhere frankfurt paris sydney virginia")]
    public void Geographic_goes_by_distance_and_by_measured_latency_among_the_near(string caller, string expected)
    {
        _room.Add("paris", region: "francecentral");
        _room.Add("frankfurt", region: "eu-central-1");
        _room.Add("virginia", region: "us-east4");
        _room.Add("sydney", region: "australiaeast");
        _room.Add("nowhere", region: "site-7");
        _room.Succeed("paris", 900, 10);
        _room.Succeed("frankfurt", 300, 10);
        _room.Succeed("virginia", 1200, 10);
        _room.Succeed("sydney", 1000, 10);
        Assert.Equal(expected, _room.Order("geographic", _room.Request(region: caller)));
    }

    [Fact]
    public void Capability_prefers_those_known_to_be_able_the_cheapest_first_and_leaves_out_those_that_are_not()
    {
        var able = new CatalogModel { Id = "m", Provider = "p", Name = "m", ContextWindow = 100_000, Input = ["text", "image"], Supports = new ModelFeatures(Tools: true) };
        _room.Add("blind", 1, catalog: able with { Input = ["text"] });
        _room.Add("unknown", 1);
        _room.Add("dear", 9, catalog: able);
        _room.Add("cheap", 3, catalog: able);
        _room.Add("toolless", 1, catalog: able with { Supports = new ModelFeatures(Tools: false) });
        var request = _room.Request(needs: RequestNeeds.Tools | RequestNeeds.Vision);
        Assert.Equal("cheap dear unknown", _room.Order("capability", request));
        Assert.Equal("unknown dear cheap", _room.Order("ordered", request));
        Assert.Equal("unknown cheap dear", _room.Order("cost", request));
    }

    private string Performance(PerformanceWeights weights) =>
        RoutingRoom.Names(_room.Router(new RouterConfig(Exploration: 0, Weights: weights)).Plan(_room.Request(most: 100), _room.All, "performance"));

    private void Add(params string[] names)
    {
        foreach (var name in names)
            _room.Add(name);
    }
}
