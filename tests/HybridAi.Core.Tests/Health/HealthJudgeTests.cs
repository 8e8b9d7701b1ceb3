using HybridAi.Core.Health;
using HybridAi.Core.Resilience;

namespace HybridAi.Core.Tests.Health;

public sealed class HealthJudgeTests
{
    private static readonly HealthJudge Judge = new(new HealthOptions());
    private static readonly HealthVerdict Slow = new(HealthLevel.Warning, "slow", 1.4);
    private static readonly HealthVerdict Broken = new(HealthLevel.Critical, "broken");
    private static readonly DateTimeOffset At = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 0, BreakerState.Closed, HealthLevel.Unknown, null)]
    [InlineData(1, 0, BreakerState.Closed, HealthLevel.Healthy, null)]
    [InlineData(4, 4, BreakerState.Closed, HealthLevel.Unknown, null)]
    [InlineData(4, 3, BreakerState.Closed, HealthLevel.Healthy, null)]
    [InlineData(5, 3, BreakerState.Closed, HealthLevel.Critical, "3 of 5 calls of the last minute failed")]
    [InlineData(19, 9, BreakerState.Closed, HealthLevel.Healthy, null)]
    [InlineData(20, 1, BreakerState.Closed, HealthLevel.Warning, "1 of 20 calls of the last minute failed")]
    [InlineData(100, 4, BreakerState.Closed, HealthLevel.Healthy, null)]
    [InlineData(100, 50, BreakerState.Closed, HealthLevel.Critical, "50 of 100 calls of the last minute failed")]
    [InlineData(100, 0, BreakerState.Open, HealthLevel.Critical, "its circuit is open for another 12.5 s")]
    [InlineData(0, 0, BreakerState.HalfOpen, HealthLevel.Unknown, null)]
    [InlineData(3, 1, BreakerState.HalfOpen, HealthLevel.Warning, "its circuit is half open")]
    [InlineData(10, 9, BreakerState.HalfOpen, HealthLevel.Critical, "9 of 10 calls of the last minute failed")]
    public void A_deployment_is_judged_by_its_circuit_and_the_calls_of_the_last_minute(int calls, int failed, BreakerState breaker, HealthLevel level, string? reason)
    {
        var figures = new HealthFigures(calls, failed, default, default);
        var verdict = Judge.Judge(new HealthEvidence([default, default, figures], null, breaker, TimeSpan.FromSeconds(12.5), HealthVerdict.Unknown));
        Assert.Equal((level, reason), (verdict.Level, verdict.Reason));
    }

    [Theory]
    [InlineData(HealthLevel.Healthy, 100, 4, HealthLevel.Healthy)]
    [InlineData(HealthLevel.Warning, 100, 4, HealthLevel.Warning)]
    [InlineData(HealthLevel.Warning, 100, 2, HealthLevel.Healthy)]
    [InlineData(HealthLevel.Warning, 100, 30, HealthLevel.Warning)]
    [InlineData(HealthLevel.Critical, 100, 30, HealthLevel.Critical)]
    [InlineData(HealthLevel.Critical, 100, 20, HealthLevel.Warning)]
    public void What_fails_is_better_only_when_it_fails_half_as_often(HealthLevel before, int calls, int failed, HealthLevel level)
    {
        var figures = new HealthFigures(calls, failed, default, default);
        Assert.Equal(level, Judge.Judge(new HealthEvidence([default, default, figures], null, BreakerState.Closed, TimeSpan.Zero, new HealthVerdict(before))).Level);
    }

    [Fact]
    public void A_deployment_that_is_slower_than_its_week_is_a_warning_until_most_of_it_is_over()
    {
        var usual = new LatencyBaseline();
        for (var i = 0; i < 100; i++)
            usual = usual.With(LatencyTests.Of(Enumerable.Range(0, 50).Select(j => j % 2 == 0 ? 90.0 : 110.0)));
        var baseline = new HealthBaseline("one/m", 5000, 0, default, usual);
        HealthVerdict At(double milliseconds, HealthVerdict before)
        {
            var figures = new HealthFigures(60, 0, default, LatencyTests.Of(Enumerable.Range(0, 60).Select(j => milliseconds * (j % 2 == 0 ? 0.9 : 1.1))));
            return Judge.Judge(new HealthEvidence([default, default, figures], baseline, BreakerState.Closed, TimeSpan.Zero, before));
        }

        var first = At(140, HealthVerdict.Healthy);
        Assert.Equal(HealthLevel.Warning, first.Level);
        Assert.Equal(1.4, first.Slowdown!.Value, 0.01);
        Assert.Equal("40% slower than in the last 7 days: answers in 139 ms, usually 99 ms", first.Reason!.Replace(" %", "%", StringComparison.Ordinal));
        Assert.Equal(HealthLevel.Healthy, At(110, HealthVerdict.Healthy).Level);
        Assert.Equal(HealthLevel.Warning, At(110, first).Level);
        Assert.Equal(HealthLevel.Healthy, At(105, first).Level);
    }

    [Fact]
    public void A_provider_is_as_its_deployments_are_and_a_question_counts_only_where_no_call_succeeds()
    {
        static (HealthLevel, string?) Of(HealthVerdict[] deployments, bool succeeded, ProbeStanding? probe)
        {
            var verdict = HealthJudge.Judge(deployments, succeeded, probe);
            return (verdict.Level, verdict.Reason);
        }

        ProbeStanding Probe(int failures, bool refused = false) => new(At, failures, refused, failures > 0 ? "no answer" : null, TimeSpan.Zero);
        Assert.Equal((HealthLevel.Unknown, null), Of([], false, null));
        Assert.Equal((HealthLevel.Healthy, null), Of([], false, Probe(0)));
        Assert.Equal((HealthLevel.Warning, "no answer"), Of([], false, Probe(1)));
        Assert.Equal((HealthLevel.Critical, "no answer"), Of([], false, Probe(2)));
        Assert.Equal((HealthLevel.Critical, "no answer"), Of([HealthVerdict.Healthy], false, Probe(1, refused: true)));
        Assert.Equal((HealthLevel.Healthy, null), Of([HealthVerdict.Healthy, HealthVerdict.Unknown], true, Probe(3)));
        Assert.Equal((HealthLevel.Warning, "1 of 2 deployments in use are not healthy: broken"), Of([HealthVerdict.Healthy, Broken], true, null));
        Assert.Equal((HealthLevel.Critical, "broken"), Of([Broken, HealthVerdict.Unknown], false, null));
        Assert.Equal((HealthLevel.Warning, "2 of 2 deployments in use are not healthy: broken"), Of([Slow, Broken], true, null));
    }

    [Fact]
    public void The_system_is_critical_only_if_no_provider_can_be_used_or_the_gateway_itself_is()
    {
        static (HealthLevel, string?) Of(HealthVerdict own, params HealthVerdict[] providers)
        {
            var verdict = HealthJudge.Judge(providers.Select((one, i) => ((char)('a' + i), one)).ToDictionary(pair => pair.Item1.ToString(), pair => pair.one), own);
            return (verdict.Level, verdict.Reason);
        }

        Assert.Equal((HealthLevel.Healthy, null), Of(HealthVerdict.Healthy));
        Assert.Equal((HealthLevel.Healthy, null), Of(HealthVerdict.Healthy, HealthVerdict.Unknown, HealthVerdict.Healthy));
        Assert.Equal((HealthLevel.Warning, "b: broken"), Of(HealthVerdict.Healthy, HealthVerdict.Unknown, Broken));
        Assert.Equal((HealthLevel.Critical, "a: broken; b: broken"), Of(HealthVerdict.Healthy, Broken, Broken));
        Assert.Equal((HealthLevel.Critical, "broken; a: slow"), Of(Broken, Slow, HealthVerdict.Healthy));
        Assert.Equal((HealthLevel.Warning, "slow"), Of(Slow, HealthVerdict.Healthy));
    }
}
