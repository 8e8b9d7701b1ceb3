using HybridAi.Core.Resilience.Fallbacks;

namespace HybridAi.Core.Tests.Resilience.Fallbacks;

public sealed class ConditionStateTests
{
    [Fact]
    public void It_begins_at_the_threshold_and_ends_below_the_recovery_after_the_cooldown()
    {
        var state = State(ConditionMetric.ErrorRate, 0.5, recovery: 0.1);
        Assert.False(state.Update(0.49, At(0)));
        Assert.False(state.Update(null, At(0)));
        Assert.True(state.Update(0.5, At(1)));
        Assert.True(state.IsMet);
        Assert.False(state.Update(0.0, At(30)));
        Assert.False(state.Update(0.11, At(70)));
        Assert.True(state.IsMet);
        Assert.True(state.Update(0.1, At(71)));
        Assert.False(state.IsMet);
    }

    [Fact]
    public void What_nothing_is_known_of_any_more_ends_with_the_cooldown()
    {
        var state = State(ConditionMetric.P95, 900);
        Assert.True(state.Update(900, At(0)));
        Assert.False(state.Update(null, At(59)));
        Assert.True(state.Update(null, At(60)));
    }

    [Fact]
    public void A_limit_is_bad_when_little_is_left()
    {
        var state = State(ConditionMetric.LimitLeft, 0.1, recovery: 0.3);
        Assert.False(state.Update(0.11, At(0)));
        Assert.True(state.Update(0.1, At(0)));
        Assert.False(state.Update(0.29, At(100)));
        Assert.True(state.Update(0.3, At(100)));
    }

    [Fact]
    public void Health_needs_no_threshold()
    {
        var state = State(ConditionMetric.Health, null);
        Assert.False(state.Update(0, At(0)));
        Assert.True(state.Update(1, At(0)));
        Assert.False(state.Update(1, At(100)));
        Assert.True(state.Update(0, At(100)));
    }

    private static ConditionState State(ConditionMetric metric, double? threshold, double? recovery = null) => new(new FallbackCondition
    {
        Metric = metric, Threshold = threshold, Recovery = recovery, Window = TimeSpan.FromMinutes(1), Cooldown = TimeSpan.FromMinutes(1), LeastCalls = 1,
    });

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
