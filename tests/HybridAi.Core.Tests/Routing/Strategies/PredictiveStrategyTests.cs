using HybridAi.Core.Routing;
using HybridAi.Core.Tests.Routing.Learning;

namespace HybridAi.Core.Tests.Routing.Strategies;

public sealed class PredictiveStrategyTests
{
    private readonly LearningRoom _room = new();

    public PredictiveStrategyTests()
    {
        _room.Routing.Add("a");
        _room.Routing.Add("b");
        _room.Learner.Wake();
    }

    [Fact]
    public void Short_answers_go_to_the_quick_starter_and_long_ones_to_the_quick_writer()
    {
        for (var i = 0; i < 100; i++)
        {
            var tokens = i % 2 == 0 ? 10 : 2000;
            var task = i % 2 == 0 ? "label" : "story";
            _room.Answer("a", 0.2 + (tokens / 50.0), output: tokens, task: task);
            _room.Answer("b", 2 + (tokens / 500.0), output: tokens, task: task);
        }

        Assert.Equal("a b", Order(_room.Request("label")));
        Assert.Equal("b a", Order(_room.Request("story")));
    }

    [Fact]
    public void What_is_crowded_is_left_before_it_is_slow()
    {
        for (var i = 0; i < 300; i++)
        {
            _room.Answer("a", Math.Sqrt(1 + (i % 20)), others: i % 20);
            _room.Answer("b", 2);
        }

        Assert.Equal("a b", Order(_room.Request()));
        for (var i = 0; i < 12; i++)
            _room.Routing.States.Began(_room.Routing["a"]);
        Assert.Equal("b a", Order(_room.Request()));
    }

    [Fact]
    public void What_fails_is_waited_for_again()
    {
        for (var i = 0; i < 200; i++)
        {
            _room.Answer("a", 1, failure: i % 2 == 0 ? Core.Resilience.FailureCause.ServerError : null);
            _room.Answer("b", 1.4);
        }

        Assert.Equal("b a", Order(_room.Request()));
    }

    [Fact]
    public void The_unknown_comes_last_and_the_little_known_by_its_averages()
    {
        _room.Routing.Add("c");
        _room.Answer("b", 3, times: 4);
        _room.Answer("a", 5, times: 4);
        Assert.Equal("b a c", Order(_room.Request()));
    }

    [Fact]
    public void It_says_what_it_foresees()
    {
        _room.Answer("a", 2, times: 60, firstContent: 0.5);
        _room.Answer("b", 3, times: 4);
        var plan = _room.Routing.Router().Plan(_room.Request(streamed: true), _room.Routing.All, "predictive");
        Assert.Matches(@"^predictive; shortest forecast wait, \d\.\d\d s$", plan.Reason);
        Assert.Matches(
            @"^Forecasts: a/m first content 0\.\d\d s, whole \d\.\d\d s \(within \d+ %\), failure \d+\.\d %, 0 under way; b/m first content .* \(average, few answers\), .*\.$", plan.Note);
    }

    private string Order(RouteRequest request) => RoutingRoom.Names(_room.Routing.Router().Plan(request, _room.Routing.All, "predictive"));
}
