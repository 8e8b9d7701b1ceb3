using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Tests.Metrics;

namespace HybridAi.Core.Tests.Resilience;

public sealed class BreakersTests
{
    private readonly ManualClock _time = new();

    [Fact]
    public void Made_up_names_keep_no_deployment_from_its_breaker_for_long()
    {
        var breakers = new Breakers(new BreakerOptions(), _time);
        for (var i = 0; i < 10_000; i++)
            Call(breakers, $"made-up-{i}", CallVerdict.Healthy);
        Assert.False(OpensAfterFive(breakers, "first"));
        // Those were called within the window.
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(OpensAfterFive(breakers, "second"));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(OpensAfterFive(breakers, "third"));
    }

    [Fact]
    public void What_is_open_is_not_forgotten()
    {
        var breakers = new Breakers(new BreakerOptions { OpenFor = TimeSpan.FromHours(1) }, _time);
        Assert.True(OpensAfterFive(breakers, "broken"));
        for (var i = 0; i < 10_000; i++)
            Call(breakers, $"made-up-{i}", CallVerdict.Healthy);
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.True(OpensAfterFive(breakers, "other"));
        Assert.Equal(BreakerState.Open, breakers.StateOf("p/broken"));
    }

    [Fact]
    public void Made_up_names_keep_no_deployment_from_its_statistics_for_long()
    {
        var statistics = new DeploymentStatistics(_time);
        for (var i = 0; i < 2_000; i++)
            statistics.Ended(Worked($"made-up-{i}"));
        statistics.Ended(Worked("first"));
        Assert.Equal(0, statistics.Of("p/first", DeploymentStatistics.Longest).Calls);
        _time.Advance(TimeSpan.FromMinutes(11));
        statistics.Ended(Worked("second"));
        Assert.Equal(1, statistics.Of("p/second", DeploymentStatistics.Longest).Calls);
    }

    [Fact]
    public void What_lost_against_another_raises_the_percentile_and_is_no_call()
    {
        var statistics = new DeploymentStatistics(_time);
        for (var i = 0; i < 90; i++)
            statistics.Ended(Worked("a"));
        var before = statistics.Of("p/a", DeploymentStatistics.Longest);
        for (var i = 0; i < 10; i++)
            statistics.Ended(Worked("a") with { Failure = FailureCause.HedgeLost, Duration = TimeSpan.FromMilliseconds(100) });
        Assert.Equal(before, statistics.Of("p/a", DeploymentStatistics.Longest));
        for (var i = 0; i < 10; i++)
            statistics.Ended(Worked("a") with { Failure = FailureCause.HedgeLost, Duration = TimeSpan.FromSeconds(9) });
        var after = statistics.Of("p/a", DeploymentStatistics.Longest);
        Assert.Equal((90, 0), (after.Calls, after.Failed));
        Assert.InRange(after.P95!.Value.TotalSeconds, 8, 10);
    }

    private static Deployment Named(string model) => new() { Provider = "p", Model = model };

    private static AttemptOutcome Worked(string model) => new(Named(model), TimeSpan.FromSeconds(1), null, null, 200, null);

    private static bool OpensAfterFive(Breakers breakers, string model)
    {
        for (var i = 0; i < 5; i++)
            Call(breakers, model, CallVerdict.Failed);
        return !breakers.IsAvailable(Named(model));
    }

    private static void Call(Breakers breakers, string model, CallVerdict verdict)
    {
        Assert.True(breakers.TryEnter(Named(model), out var call));
        breakers.Leave(call, verdict, TimeSpan.FromMilliseconds(1));
    }
}
