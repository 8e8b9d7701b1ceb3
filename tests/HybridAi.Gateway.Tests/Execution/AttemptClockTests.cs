using HybridAi.Core.Resilience;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Tests.Management.Fakes;

namespace HybridAi.Gateway.Tests.Execution;

public sealed class AttemptClockTests
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly CancellationTokenSource _shutdown = new();
    private readonly AttemptClocks _clocks;

    public AttemptClockTests() => _clocks = new AttemptClocks(_time, _shutdown.Token);

    [Fact]
    public void The_total_time_out_fires_by_name()
    {
        using var clock = Start(TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(clock.Token.IsCancellationRequested);
        Pass(0.2);
        Assert.Equal(FailureCause.TotalTimeout, clock.Cause);
        Assert.True(clock.Token.IsCancellationRequested);
    }

    [Theory]
    [InlineData(FailureCause.FirstTokenTimeout)]
    [InlineData(FailureCause.IdleTimeout)]
    public void What_was_expected_and_did_not_come_is_the_cause(FailureCause cause)
    {
        using var clock = Start(TimeSpan.FromSeconds(10));
        clock.Expect(TimeSpan.FromSeconds(2), cause);
        Pass(1.9);
        Assert.Null(clock.Cause);
        Pass(0.2);
        Assert.Equal(cause, clock.Cause);
    }

    [Fact]
    public void Each_expectation_starts_anew()
    {
        using var clock = Start(TimeSpan.FromSeconds(100));
        for (var i = 0; i < 20; i++)
        {
            clock.Expect(TimeSpan.FromSeconds(2), FailureCause.IdleTimeout);
            Pass(1.5);
            Assert.Null(clock.Cause);
        }

        Pass(1);
        Assert.Equal(FailureCause.IdleTimeout, clock.Cause);
    }

    [Fact]
    public void A_shorter_expectation_fires_before_the_longer_one_that_came_before_it()
    {
        using var clock = Start(TimeSpan.FromSeconds(100));
        clock.Expect(TimeSpan.FromSeconds(50), FailureCause.FirstTokenTimeout);
        clock.Expect(TimeSpan.FromSeconds(1), FailureCause.IdleTimeout);
        Pass(1.1);
        Assert.Equal(FailureCause.IdleTimeout, clock.Cause);
    }

    [Fact]
    public void While_it_rests_only_the_total_counts()
    {
        using var clock = Start(TimeSpan.FromSeconds(10));
        clock.Expect(TimeSpan.FromSeconds(1), FailureCause.IdleTimeout);
        clock.Rest();
        Pass(5);
        Assert.Null(clock.Cause);
        Pass(5.1);
        Assert.Equal(FailureCause.TotalTimeout, clock.Cause);
    }

    [Fact]
    public void When_both_are_over_the_earlier_is_the_cause()
    {
        using var clock = Start(TimeSpan.FromSeconds(3));
        clock.Expect(TimeSpan.FromSeconds(5), FailureCause.IdleTimeout);
        Pass(10);
        Assert.Equal(FailureCause.TotalTimeout, clock.Cause);
    }

    [Fact]
    public void The_first_cause_stays()
    {
        using var caller = new CancellationTokenSource();
        using var clock = _clocks.Start(TimeSpan.FromSeconds(3), caller.Token);
        caller.Cancel();
        Pass(10);
        Assert.Equal(FailureCause.ClientAborted, clock.Cause);
        Assert.True(clock.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_caller_that_is_gone_already_and_a_shutdown_that_has_begun_fire_at_once()
    {
        using var clock = _clocks.Start(TimeSpan.FromSeconds(3), new CancellationToken(canceled: true));
        Assert.Equal(FailureCause.ClientAborted, clock.Cause);
        _shutdown.Cancel();
        using var other = Start(TimeSpan.FromSeconds(3));
        Assert.Equal(FailureCause.Shutdown, other.Cause);
    }

    [Fact]
    public void A_shutdown_fires_the_clocks_of_all_attempts_and_those_that_wait_for_one()
    {
        Start(TimeSpan.FromSeconds(10)).Dispose();
        using var pooled = Start(TimeSpan.FromSeconds(10));
        using var running = Start(TimeSpan.FromSeconds(10));
        pooled.Dispose();
        _shutdown.Cancel();
        using var next = Start(TimeSpan.FromSeconds(10));
        Assert.Same(pooled, next);
        Assert.Equal([FailureCause.Shutdown, FailureCause.Shutdown], [running.Cause, next.Cause]);
        Assert.True(running.Token.IsCancellationRequested && next.Token.IsCancellationRequested);
    }

    [Fact]
    public void No_time_left_fires_at_once()
    {
        using var clock = Start(TimeSpan.FromSeconds(-1));
        Pass(0.01);
        Assert.Equal(FailureCause.TotalTimeout, clock.Cause);
    }

    [Fact]
    public void A_clock_that_never_fired_is_used_again_and_one_that_fired_is_not()
    {
        var first = Start(TimeSpan.FromSeconds(10));
        var token = first.Token;
        first.Dispose();
        using (var second = Start(TimeSpan.FromSeconds(10)))
        {
            Assert.Equal(token, second.Token);
            Pass(11);
            Assert.NotNull(second.Cause);
        }

        using var third = Start(TimeSpan.FromSeconds(10));
        Assert.NotEqual(token, third.Token);
        Assert.Null(third.Cause);
        Assert.False(third.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_clock_that_is_used_again_knows_nothing_of_its_former_request()
    {
        using var caller = new CancellationTokenSource();
        var first = _clocks.Start(TimeSpan.FromSeconds(5), caller.Token);
        first.Expect(TimeSpan.FromSeconds(1), FailureCause.IdleTimeout);
        first.Dispose();
        using var second = Start(TimeSpan.FromSeconds(60));
        Assert.Same(first, second);
        caller.Cancel();
        Pass(50);
        Assert.Null(second.Cause);
    }

    [Fact]
    public void Under_stress_no_clock_fires_for_another_request_and_none_breaks()
    {
        var wrong = 0;
        var clocks = new AttemptClocks(TimeProvider.System, default);
        Parallel.For(0, 4, worker =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 1500; i++)
            {
                using var caller = new CancellationTokenSource();
                // Half of the requests end just when their time-out is due, the other half have all the time in the world.
                var hasty = random.Next(2) == 0;
                using var clock = clocks.Start(hasty ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromHours(1), caller.Token);
                clock.Expect(hasty ? TimeSpan.FromTicks(random.Next(20_000)) : TimeSpan.FromHours(1), FailureCause.IdleTimeout);
                if (hasty)
                    Thread.SpinWait(random.Next(50_000));
                else if (clock.Cause is not null || clock.Token.IsCancellationRequested)
                    Interlocked.Increment(ref wrong);
            }
        });
        Assert.Equal(0, wrong);
    }

    private AttemptClock Start(TimeSpan total) => _clocks.Start(total, default);

    // A timer's moment is rounded up to the next millisecond.
    private void Pass(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds) + TimeSpan.FromMilliseconds(1));
}
