using HybridAi.Core.Metrics;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Strategies;
using HybridAi.Core.Tests.Routing.Learning;

namespace HybridAi.Core.Tests.Routing.Strategies;

public sealed class AdaptiveStrategyTests
{
    private readonly LearningRoom _room = new();

    [Fact]
    public void Before_anything_is_known_it_goes_by_quality_and_price()
    {
        _room.Routing.Add("good", 2, 10, quality: 0.9);
        _room.Routing.Add("cheap", 1, 1, quality: 0.88);
        _room.Routing.Add("bad", 1, 1, quality: 0.5);
        var request = _room.Request() with { InputTokens = 1000, MostOutputTokens = 500 };
        // 400 tokens of output, 5 s of waiting and a failure of 5 % are assumed: 0.9 · 0.95 − 10 · 0.006 − 0.05 against 0.88 · 0.95 − 10 · 0.0014 − 0.05.
        var plan = Plan(request);
        Assert.Equal("cheap good bad", RoutingRoom.Names(plan));
        Assert.Equal("adaptive; exploited, expected reward 0.772", plan.Reason);
        Assert.StartsWith("Exploited: cheap/m 0.772 +- ", plan.Note);
        Assert.Contains("; good/m 0.745 +- ", plan.Note);
        Assert.Contains("usable 100 %, failure 5.0 %, 0.006000 USD, wait not known", plan.Note);
    }

    [Theory]
    [InlineData(1, 0, 0, "good")]
    [InlineData(0, 1, 0, "cheap")]
    [InlineData(0, 0, 1, "fast")]
    public void Weights_say_what_counts(double quality, double cost, double latency, string first)
    {
        _room.Routing.Add("fast", 9, quality: 0.5);
        _room.Routing.Add("cheap", 1, quality: 0.5);
        _room.Routing.Add("good", 9, quality: 0.9);
        _room.Learner.Wake();
        for (var i = 0; i < 60; i++)
        {
            _room.Answer("fast", 1, output: 100);
            _room.Answer("cheap", 2, output: 100);
            _room.Answer("good", 2, output: 100);
        }

        Assert.Equal(first, Plan(_room.Request(), new AdaptiveConfig(quality, cost, latency)).Deployments[0].Provider);
    }

    [Fact]
    public void A_slow_one_is_left_and_found_again_once_it_is_fast()
    {
        Two();
        Assert.Equal("a", First());
        _room.Answer("a", 40, times: 8);
        Assert.Equal("b", First());
        // Nothing is heard of it meanwhile; then an exploring request.
        _room.Routing.Clock.Advance(TimeSpan.FromMinutes(20));
        Teach("b", 1, 30);
        _room.Answer("a", 1, times: 3);
        Assert.Equal("a", First());
    }

    [Fact]
    public void A_new_price_counts_at_once()
    {
        Two();
        Assert.Equal("a", First());
        _room.Routing.Add("a", 400, quality: 0.9);
        Assert.Equal("b", First());
    }

    [Fact]
    public void One_whose_answers_are_withheld_is_left_though_it_is_called_good()
    {
        Two();
        for (var i = 0; i < 30; i++)
            _room.Answer("a", 1, finish: i % 2 == 0 ? "content_filter" : "stop", output: 100);
        Assert.Equal("b", First());
        Teach("a", 1, 200);
        Assert.Equal("a", First());
    }

    [Fact]
    public void One_that_is_withheld_for_one_task_stays_for_the_others()
    {
        Two();
        for (var i = 0; i < 60; i++)
        {
            _room.Answer("a", 1, task: "medicine", finish: "refusal");
            _room.Answer("a", 1, task: "code", output: 100);
            _room.Answer("a", 1, task: "code", output: 100);
        }

        Assert.Equal("b", First("medicine"));
        Assert.Equal("a", First("code"));
    }

    [Fact]
    public void Without_a_price_it_is_taken_for_the_dearest()
    {
        _room.Routing.Add("unpriced", quality: 0.8);
        _room.Routing.Add("dear", 60, quality: 0.8);
        _room.Routing.Add("cheap", 1, quality: 0.8);
        Assert.Equal("cheap unpriced dear", RoutingRoom.Names(Plan(_room.Request())));
    }

    [Fact]
    public void Without_a_declared_quality_that_of_the_class_of_models_is_assumed()
    {
        _room.Routing.Add("frontier", 5, 30);
        _room.Routing.Add("tiny", 0.02m, 0.05m);
        Assert.Equal("frontier", Plan(_room.Request("code"), new AdaptiveConfig(Quality: 1, Cost: 0, Latency: 0)).Deployments[0].Provider);
    }

    [Fact]
    public void At_most_the_share_is_tried_out_and_nothing_beyond_the_bound()
    {
        _room.Routing.Add("best", 1, quality: 0.9);
        _room.Routing.Add("near", 1, quality: 0.85);
        _room.Routing.Add("far", 1, quality: 0.7);
        _room.Learner.Wake();
        Teach("best", 1, 60);
        var router = _room.Routing.Router(new RouterConfig(Exploration: 0.1, Adaptive: new AdaptiveConfig(Bound: 0.1)));
        var firsts = Enumerable.Range(0, 5000).Select(_ => router.Plan(_room.Request(), _room.Routing.All, "adaptive")).CountBy(plan => plan.Deployments[0].Provider + plan.Reason.Split(',')[0]).ToDictionary();
        Assert.Equal(["bestadaptive; exploited", "nearadaptive; explored"], firsts.Keys.Order());
        Assert.InRange(firsts["nearadaptive; explored"], 400, 600);
        // Once the other one is known, that is the one of which most is unknown.
        Teach("near", 1, 60);
        var wide = _room.Routing.Router(new RouterConfig(Exploration: 0.1, Adaptive: new AdaptiveConfig(Bound: 1)));
        Assert.Contains(Enumerable.Range(0, 200).Select(_ => wide.Plan(_room.Request(), _room.Routing.All, "adaptive")), plan => plan.Deployments[0].Provider == "far");
        var none = _room.Routing.Router(new RouterConfig(Exploration: 0));
        Assert.All(Enumerable.Range(0, 200), _ => Assert.Equal("best", none.Plan(_room.Request(), _room.Routing.All, "adaptive").Deployments[0].Provider));
    }

    [Theory]
    [InlineData(0.1, false)]
    [InlineData(0.5, true)]
    public void One_that_could_be_the_best_is_tried_out_only_within_the_bound(double bound, bool expected)
    {
        // Nothing is known of it: two standard deviations are more than the 0.2 by which it is expected to be worse.
        _room.Routing.Add("best", 1, quality: 0.9);
        _room.Routing.Add("far", 1, quality: 0.7);
        _room.Learner.Wake();
        Teach("best", 1, 60);
        var router = _room.Routing.Router(new RouterConfig(Exploration: 0.5, Adaptive: new AdaptiveConfig(Bound: bound)));
        var tried = Enumerable.Range(0, 200).Count(_ => router.Plan(_room.Request(), _room.Routing.All, "adaptive").Deployments[0].Provider == "far");
        Assert.InRange(tried, expected ? 60 : 0, expected ? 140 : 0);
    }

    [Fact]
    public void What_is_known_well_to_be_worse_is_not_tried_out_until_it_was_not_heard_of_for_long()
    {
        _room.Routing.Add("best", 1, quality: 0.9);
        _room.Routing.Add("slow", 1, quality: 0.9);
        _room.Learner.Wake();
        for (var i = 0; i < 300; i++)
        {
            _room.Answer("best", 1, output: 100);
            _room.Answer("slow", 8, output: 100);
        }

        Assert.Equal(0, TriedOut());
        _room.Routing.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.InRange(TriedOut(), 1, 400);

        int TriedOut()
        {
            var router = _room.Routing.Router(new RouterConfig(Exploration: 0.1));
            return Enumerable.Range(0, 2000).Count(_ => router.Plan(_room.Request(), _room.Routing.All, "adaptive").Deployments[0].Provider == "slow");
        }
    }

    [Fact]
    public void What_is_not_healthy_comes_last_and_is_not_tried_out()
    {
        Two();
        _room.Routing.Health.Ill.Add("a");
        var router = _room.Routing.Router(new RouterConfig(Exploration: 1));
        for (var i = 0; i < 100; i++)
            Assert.Equal("b a", RoutingRoom.Names(router.Plan(_room.Request(), _room.Routing.All, "adaptive")));
    }

    [Fact]
    public void The_same_seed_makes_the_same_choices()
    {
        Assert.Equal(Choices(5), Choices(5));
        Assert.NotEqual(Choices(5), Choices(6));

        static string Choices(long seed)
        {
            var room = new LearningRoom();
            foreach (var name in new[] { "a", "b", "c" })
                room.Routing.Add(name, 1, quality: 0.8);
            var (router, random) = (room.Routing.Router(new RouterConfig(Exploration: 0.2), seed), new RandomSource(1));
            var choices = "";
            for (var i = 0; i < 300; i++)
            {
                var first = router.Plan(room.Request(), room.Routing.All, "adaptive").Deployments[0].Provider;
                choices += first;
                room.Answer(first, 1 + random.Next(), output: 100, failure: random.Next() < 0.1 ? FailureCause.ServerError : null);
            }

            return choices;
        }
    }

    [Fact]
    public void It_finds_the_best_by_itself_and_after_a_drift_the_new_one()
    {
        foreach (var name in new[] { "a", "b", "c", "d" })
            _room.Routing.Add(name, 1, quality: 0.8);
        var seconds = new Dictionary<string, double> { ["a"] = 9, ["b"] = 2, ["c"] = 6, ["d"] = 12 };
        var router = _room.Routing.Router(new RouterConfig(Exploration: 0.05));
        Serve(600);
        Assert.InRange(Serve(300)["b"], 270, 300);
        (seconds["b"], seconds["c"]) = (14, 1);
        Serve(500);
        Assert.InRange(Serve(300)["c"], 270, 300);

        Dictionary<string, int> Serve(int requests)
        {
            var counts = seconds.Keys.ToDictionary(name => name, _ => 0);
            for (var i = 0; i < requests; i++)
            {
                var first = router.Plan(_room.Request(), _room.Routing.All, "adaptive").Deployments[0].Provider;
                counts[first]++;
                _room.Answer(first, seconds[first], output: 100);
            }

            return counts;
        }
    }

    private void Two()
    {
        _room.Routing.Add("a", 1, quality: 0.9);
        _room.Routing.Add("b", 1, quality: 0.8);
        _room.Learner.Wake();
        for (var i = 0; i < 60; i++)
        {
            _room.Answer("a", 1, output: 100);
            _room.Answer("b", 1, output: 100);
        }
    }

    private void Teach(string name, double seconds, int times) => _room.Answer(name, seconds, times, output: 100);

    private string First(string? task = null) => Plan(_room.Request(task)).Deployments[0].Provider;

    private RoutePlan Plan(RouteRequest request, AdaptiveConfig? config = null) =>
        _room.Routing.Router(new RouterConfig(Exploration: 0, Adaptive: config)).Plan(request, _room.Routing.All, "adaptive");
}
