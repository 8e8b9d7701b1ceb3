using HybridAi.Core.Costs;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Live;
using HybridAi.Core.Tests.Metrics;

namespace HybridAi.Core.Tests.Routing.Live;

public sealed class DeploymentStateTests
{
    private readonly RoutingRoom _room = new();

    private DeploymentReport Report => _room.States.Describe(_room["a"]);

    [Fact]
    public void The_report_says_what_the_last_minutes_were()
    {
        _room.Add("a");
        Assert.Same(DeploymentReport.Empty, Report);
        for (var i = 1; i <= 100; i++)
            _room.Succeed("a", i * 10, firstContent: i, output: 50);
        _room.Fail("a", FailureCause.Overload, 20);
        _room.Fail("a", FailureCause.RateLimit, 5);
        _room.States.Began(_room["a"]);
        var report = Report;
        Assert.Equal((1, 100L, 0.2), (report.InFlight, report.Successes, report.ErrorRate));
        Assert.Equal((20L, 5L, 2), (report.Failures[FailureCause.Overload], report.Failures[FailureCause.RateLimit], report.Failures.Count));
        Assert.InRange(report.P50!.Value, 495, 515);
        Assert.InRange(report.P95!.Value, 940, 960);
        Assert.InRange(report.FirstContentP50!.Value, 49, 52);
        Assert.InRange(report.FirstContentP95!.Value, 94, 96);
        Assert.InRange(report.Average!.Value, 510, 650);
        Assert.Equal(100 * 50 * 1000 / 50_500.0, report.TokensPerSecond!.Value, 6);
        _room.Clock.Advance(DeploymentState.Window);
        Assert.Equal((1, 0L, null, null, null), (Report.InFlight, Report.Successes, Report.P95, Report.ErrorRate, Report.Average));
    }

    [Theory]
    [InlineData(FailureCause.BadRequest, 5, false)]
    [InlineData(FailureCause.ContextLength, 5, false)]
    [InlineData(FailureCause.ContentFilter, 5, false)]
    [InlineData(FailureCause.ClientAborted, 5, false)]
    [InlineData(FailureCause.Shutdown, 5, false)]
    [InlineData(FailureCause.HedgeLost, 5, false)]
    [InlineData(FailureCause.TotalTimeout, 10, false)]
    [InlineData(FailureCause.TotalTimeout, 31_000, true)]
    [InlineData(FailureCause.FirstTokenTimeout, 5, true)]
    [InlineData(FailureCause.Authentication, 5, true)]
    [InlineData(FailureCause.Cut, 5, true)]
    public void Only_a_deployments_own_faults_count_against_it(FailureCause cause, double milliseconds, bool counts)
    {
        _room.Add("a");
        _room.Fail("a", cause, 10, milliseconds);
        Assert.Equal(counts ? 1.0 : null, Report.ErrorRate);
        Assert.Equal(counts, _room.States.Find(_room["a"])!.ErrorRateAt(_room.Clock.GetTimestamp()) > 0.5);
        Assert.Equal(0, Report.InFlight);
    }

    [Theory]
    [InlineData(5_000, 5_000)]
    [InlineData(50, 200)]
    public void What_lost_against_another_took_at_least_so_long_and_is_no_success(double milliseconds, double p95)
    {
        _room.Add("a");
        _room.Succeed("a", 200, 90, firstContent: 20);
        for (var i = 0; i < 10; i++)
        {
            _room.States.Began(_room["a"]);
            _room.States.Ended(new AttemptOutcome(_room["a"], TimeSpan.FromMilliseconds(milliseconds), null, FailureCause.HedgeLost, 0, null, Streamed: true));
        }

        Assert.Equal((90L, 0, 0), (Report.Successes, Report.Failures.Count, Report.InFlight));
        Assert.InRange(Report.P95!.Value, 0.98 * p95, 1.02 * p95);
        Assert.InRange(Report.Average!.Value, milliseconds > 200 ? 400 : 198, milliseconds > 200 ? 5000 : 202);
        // The wait was for its first content, and was longer than that of all others in both cases.
        Assert.InRange(Report.FirstContentP95!.Value, 0.98 * milliseconds, 1.02 * milliseconds);
    }

    [Fact]
    public void Figures_are_of_the_window_and_end_with_it()
    {
        _room.Add("a");
        _room.Succeed("a", 200, 10, firstContent: 20, output: 30);
        var state = _room.States.Find(_room["a"])!;
        var figures = state.FiguresAt(_room.Clock.GetTimestamp())!;
        Assert.Equal((10L, 30.0), (figures.Successes, figures.MeanOutputTokens));
        Assert.InRange(figures.P95, 198, 202);
        Assert.InRange(figures.FirstContentP95!.Value, 19.8, 20.2);
        _room.Clock.Advance(DeploymentState.Window - TimeSpan.FromSeconds(1));
        Assert.NotNull(state.FiguresAt(_room.Clock.GetTimestamp()));
        _room.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(state.FiguresAt(_room.Clock.GetTimestamp()));
        _room.Fail("a", FailureCause.Overload);
        Assert.Null(state.FiguresAt(_room.Clock.GetTimestamp()));
    }

    [Fact]
    public void Many_threads_lose_nothing_and_leave_nothing_in_flight()
    {
        _room.Add("a");
        Parallel.For(0, 8, _ => _room.Succeed("a", 100, 5_000, output: 1));
        Assert.Equal((0, 40_000L), (Report.InFlight, Report.Successes));
    }

    [Fact]
    public void The_state_stays_with_the_id_over_new_snapshots()
    {
        _room.Add("a");
        _room.Succeed("a", 100);
        Assert.Equal(1, _room.States.Describe(new Deployment { Provider = "a", Model = "m" }).Successes);
        Assert.Equal(0, _room.States.Describe(new Deployment { Id = "other", Provider = "a", Model = "m" }).Successes);
    }

    [Fact]
    public void No_more_than_so_many_deployments_are_watched_and_the_idle_make_room()
    {
        var clock = new ManualClock();
        var states = new DeploymentStates(clock);
        Deployment Made(int number) => new() { Provider = "p", Model = $"made-up-{number}" };
        for (var i = 0; i < DeploymentStates.Most + 500; i++)
            Call(Made(i));
        Assert.NotNull(states.Find(Made(0)));
        Assert.Null(states.Find(Made(DeploymentStates.Most)));
        clock.Advance(DeploymentState.Window - TimeSpan.FromSeconds(1));
        states.Began(Made(1));
        Call(Made(2));
        clock.Advance(TimeSpan.FromSeconds(2));
        Call(Made(9999));
        Assert.NotNull(states.Find(Made(9999)));
        Assert.Equal((1, 2L), (states.Describe(Made(1)).InFlight, states.Describe(Made(2)).Successes + 1));
        Assert.Null(states.Find(Made(3)));

        void Call(Deployment deployment)
        {
            states.Began(deployment);
            states.Ended(new AttemptOutcome(deployment, TimeSpan.FromMilliseconds(5), null, null, 0, default(TokenUsage)));
        }
    }

    [Fact]
    public void An_end_without_a_watched_beginning_leaves_nothing_behind()
    {
        _room.Add("a");
        _room.States.Ended(new AttemptOutcome(_room["a"], TimeSpan.Zero, null, null, 0, null));
        _room.Succeed("a", 5);
        _room.States.Ended(new AttemptOutcome(_room["a"], TimeSpan.Zero, null, null, 0, null));
        Assert.Equal(0, Report.InFlight);
    }
}
