using HybridAi.Core.Resilience;

namespace HybridAi.Core.Tests.Resilience;

public sealed class CircuitBreakerTests
{
    private static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void It_opens_with_the_fifth_failure_in_a_row()
    {
        var breaker = new CircuitBreaker(new BreakerOptions());
        for (var i = 0; i < 4; i++)
            Assert.Null(Call(breaker, CallVerdict.Failed, i));
        Assert.Null(Call(breaker, CallVerdict.Healthy, 4));
        for (var i = 5; i < 9; i++)
            Assert.Null(Call(breaker, CallVerdict.Failed, i));
        Assert.Null(Call(breaker, CallVerdict.Unknown, 9));
        var change = Call(breaker, CallVerdict.Failed, 10)!;
        Assert.Equal((BreakerState.Open, TimeSpan.FromSeconds(30)), (change.State, change.OpenFor));
        Assert.Contains("5 calls in a row", change.Reason);
        Assert.Null(breaker.TryEnter(At(39.9)));
        Assert.Equal(TimeSpan.FromSeconds(29), breaker.ClosedOffFor(At(11)));
        Assert.Equal(BreakerState.HalfOpen, breaker.StateAt(At(40)));
    }

    [Fact]
    public void Half_open_lets_so_many_in_at_a_time_and_closes_once_so_many_succeeded()
    {
        var breaker = Opened(new BreakerOptions { Trials = 2 });
        var (first, second) = (breaker.TryEnter(At(40)), breaker.TryEnter(At(40)));
        Assert.True(first!.Value.IsTrial && second!.Value.IsTrial);
        Assert.False(breaker.LetsIn(At(40)));
        Assert.Null(breaker.TryEnter(At(40)));
        // Nothing was learnt of it: another may try.
        Assert.Null(breaker.Leave(second.Value, CallVerdict.Unknown, Fast, At(41)));
        second = breaker.TryEnter(At(41));
        Assert.Null(breaker.Leave(first.Value, CallVerdict.Healthy, Fast, At(42)));
        Assert.Equal(BreakerState.Closed, breaker.Leave(second!.Value, CallVerdict.Healthy, Fast, At(42))!.State);
        Assert.Equal(BreakerState.Closed, breaker.StateAt(At(42)));
        for (var i = 0; i < 4; i++)
            Assert.Null(Call(breaker, CallVerdict.Failed, 43));
    }

    [Fact]
    public void A_trial_that_fails_opens_it_again_for_as_long()
    {
        var breaker = Opened(new BreakerOptions());
        var (first, second) = (breaker.TryEnter(At(40))!.Value, breaker.TryEnter(At(40))!.Value);
        Assert.Equal(BreakerState.Open, breaker.Leave(first, CallVerdict.Failed, Fast, At(41))!.State);
        // The other trial belongs to the time before.
        Assert.Null(breaker.Leave(second, CallVerdict.Healthy, Fast, At(42)));
        Assert.Null(breaker.TryEnter(At(70.9)));
        Assert.NotNull(breaker.TryEnter(At(71)));
    }

    [Fact]
    public void A_call_from_before_says_nothing_about_a_trial()
    {
        var breaker = new CircuitBreaker(new BreakerOptions { Trials = 1 });
        var late = breaker.TryEnter(At(0))!.Value;
        for (var i = 0; i < 5; i++)
            Call(breaker, CallVerdict.Failed, 0);
        var trial = breaker.TryEnter(At(30))!.Value;
        Assert.Null(breaker.Leave(late, CallVerdict.Failed, Fast, At(31)));
        Assert.Equal(BreakerState.HalfOpen, breaker.StateAt(At(31)));
        Assert.Equal(BreakerState.Closed, breaker.Leave(trial, CallVerdict.Healthy, Fast, At(31))!.State);
    }

    [Fact]
    public void A_share_of_failures_opens_it_once_there_are_enough_calls_in_the_window()
    {
        var options = new BreakerOptions { Failures = 1000, ErrorRate = 0.5, LeastCalls = 20, Window = TimeSpan.FromMinutes(1) };
        var few = new CircuitBreaker(options);
        for (var i = 0; i < 19; i++)
            Assert.Null(Call(few, i % 2 == 0 ? CallVerdict.Failed : CallVerdict.Healthy, 0));
        Assert.Contains("of the last 21 calls failed", (Call(few, CallVerdict.Healthy, 1) ?? Call(few, CallVerdict.Failed, 1))!.Reason);

        var old = new CircuitBreaker(options);
        for (var i = 0; i < 15; i++)
            Call(old, CallVerdict.Failed, 0);
        for (var i = 0; i < 10; i++)
            Assert.Null(Call(old, i % 2 == 0 ? CallVerdict.Failed : CallVerdict.Healthy, 70));
    }

    [Fact]
    public void A_share_of_slow_calls_opens_it_if_that_is_wanted()
    {
        var wanted = new CircuitBreaker(new BreakerOptions { SlowRate = 0.8, SlowAfter = TimeSpan.FromSeconds(2), LeastCalls = 10 });
        var unwanted = new CircuitBreaker(new BreakerOptions { SlowAfter = TimeSpan.FromSeconds(2), LeastCalls = 10 });
        BreakerChange? change = null;
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(Call(unwanted, CallVerdict.Healthy, 0, 5));
            Assert.Null(change);
            change = Call(wanted, CallVerdict.Healthy, 0, i < 2 ? 1 : 2);
        }

        Assert.Contains("8 of the last 10 calls were slow", change!.Reason);
    }

    [Fact]
    public void A_call_that_is_given_up_is_slow_if_it_had_been_so_until_then()
    {
        var breaker = new CircuitBreaker(new BreakerOptions { Failures = 3, SlowRate = 0.5, SlowAfter = TimeSpan.FromSeconds(2), LeastCalls = 10, OpenFor = TimeSpan.FromSeconds(30) });
        for (var i = 0; i < 5; i++)
            Assert.Null(Call(breaker, CallVerdict.Healthy, 0));
        // Given up soon: that says nothing.
        for (var i = 0; i < 20; i++)
            Assert.Null(Call(breaker, CallVerdict.Unknown, 0, 1.9));
        Assert.Null(Call(breaker, CallVerdict.Failed, 0));
        Assert.Null(Call(breaker, CallVerdict.Failed, 0));
        // It does not end a row of failures, and does not belong to one.
        for (var i = 0; i < 3; i++)
            Assert.Null(Call(breaker, CallVerdict.Unknown, 0, 2));
        Assert.Contains("3 calls in a row failed", Call(breaker, CallVerdict.Failed, 0)!.Reason);

        // A trial that hangs closes nothing.
        Assert.Contains("slow", Call(breaker, CallVerdict.Unknown, 31, 2)!.Reason);
        Assert.Equal(BreakerState.Open, breaker.StateAt(At(32)));

        var hanging = new CircuitBreaker(new BreakerOptions { SlowRate = 0.5, SlowAfter = TimeSpan.FromSeconds(2), LeastCalls = 10 });
        for (var i = 0; i < 9; i++)
            Assert.Null(Call(hanging, CallVerdict.Unknown, 0, 2));
        Assert.Contains("10 of the last 10 calls were slow", Call(hanging, CallVerdict.Unknown, 0, 2)!.Reason);
    }

    [Fact]
    public void Calls_that_are_given_up_do_not_dilute_the_share_of_failures()
    {
        var breaker = new CircuitBreaker(new BreakerOptions { Failures = 100, ErrorRate = 0.5, SlowRate = 0.5, SlowAfter = TimeSpan.FromSeconds(2), LeastCalls = 10 });
        for (var i = 0; i < 4; i++)
            Assert.Null(Call(breaker, CallVerdict.Unknown, 0, 2));
        for (var i = 0; i < 9; i++)
            Assert.Null(Call(breaker, i % 2 == 0 ? CallVerdict.Failed : CallVerdict.Healthy, 0));
        Assert.Contains("6 of the last 10 calls failed", Call(breaker, CallVerdict.Failed, 0)!.Reason);
    }

    [Fact]
    public void It_takes_over_what_others_found_out()
    {
        var breaker = new CircuitBreaker(new BreakerOptions());
        var underWay = breaker.TryEnter(At(0))!.Value;
        Assert.True(breaker.Adopt(BreakerState.Open, TimeSpan.FromSeconds(12), At(0)));
        Assert.False(breaker.Adopt(BreakerState.Open, TimeSpan.FromSeconds(14), At(0)));
        Assert.Equal(TimeSpan.FromSeconds(14), breaker.ClosedOffFor(At(0)));
        Assert.Null(breaker.Leave(underWay, CallVerdict.Healthy, Fast, At(1)));
        Assert.NotNull(breaker.TryEnter(At(14)));
        // While it tries by itself, another one has already found that it works.
        Assert.True(breaker.Adopt(BreakerState.Closed, TimeSpan.Zero, At(15)));
        Assert.Equal(BreakerState.Closed, breaker.StateAt(At(15)));
        Assert.False(breaker.Adopt(BreakerState.Closed, TimeSpan.Zero, At(15)));
        Assert.False(breaker.Adopt(BreakerState.Open, TimeSpan.Zero, At(15)));
    }

    // Whatever happens: open lets nothing in before its time; half open never more than its trials at once; what comes back is counted once.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Its_promises_hold_for_any_course_of_calls(int seed)
    {
        var random = new Random(seed);
        var options = new BreakerOptions
        {
            Failures = random.Next(1, 6), LeastCalls = random.Next(1, 10), ErrorRate = random.NextDouble(), Trials = random.Next(1, 5), OpenFor = TimeSpan.FromSeconds(10),
            SlowRate = random.Next(2) * 0.7, SlowAfter = TimeSpan.FromSeconds(1),
        };
        var breaker = new CircuitBreaker(options);
        var (now, openUntil, opened, closed) = (0.0, -1.0, 0, 0);
        var calls = new List<BreakerTicket>();
        for (var i = 0; i < 20_000; i++)
        {
            now += random.NextDouble();
            if (random.Next(2) == 0)
            {
                var mayEnter = breaker.LetsIn(At(now));
                var ticket = breaker.TryEnter(At(now));
                Assert.Equal(mayEnter, ticket is not null);
                if (now < openUntil)
                    Assert.Null(ticket);
                if (ticket is { } one)
                    calls.Add(one);
                Assert.True(calls.Count(call => call.IsTrial && call.Period == calls[^1].Period) <= options.Trials);
            }
            else if (calls.Count > 0)
            {
                var call = calls[random.Next(calls.Count)];
                calls.Remove(call);
                var verdict = (CallVerdict)random.Next(3);
                var took = TimeSpan.FromSeconds(random.NextDouble() * 1.5);
                var change = breaker.Leave(call, verdict, took, At(now));
                if (change is { State: BreakerState.Open })
                {
                    (openUntil, opened) = (now + 9.99, opened + 1);
                    Assert.True(verdict != CallVerdict.Unknown || (options.SlowRate > 0 && took >= options.SlowAfter));
                }
                else if (change is not null)
                {
                    closed++;
                    Assert.True(call.IsTrial && verdict == CallVerdict.Healthy);
                }
            }
        }

        Assert.True(opened > 10 && closed > 0, $"{opened} times opened, {closed} times closed");
    }

    private static BreakerChange? Call(CircuitBreaker breaker, CallVerdict verdict, double at, double seconds = 0.1) =>
        breaker.Leave(breaker.TryEnter(At(at))!.Value, verdict, TimeSpan.FromSeconds(seconds), At(at));

    private static CircuitBreaker Opened(BreakerOptions options)
    {
        var breaker = new CircuitBreaker(options);
        for (var i = 0; i < 5; i++)
            Call(breaker, CallVerdict.Failed, 10);
        Assert.Equal(BreakerState.Open, breaker.StateAt(At(10)));
        return breaker;
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
