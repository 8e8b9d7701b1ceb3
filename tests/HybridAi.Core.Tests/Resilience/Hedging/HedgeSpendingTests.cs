using HybridAi.Core.Resilience.Hedging;
using HybridAi.Core.Tests.Metrics;

namespace HybridAi.Core.Tests.Resilience.Hedging;

public sealed class HedgeSpendingTests
{
    private readonly ManualClock _time = new();

    [Fact]
    public void No_more_than_the_share_of_requests_is_hedged_and_what_is_withdrawn_does_not_count()
    {
        var spending = Make();
        Serve(spending, 19, 100);
        Assert.Null(spending.TryHedge(0));
        Serve(spending, 1, 100);
        var aside = spending.TryHedge(0);
        Assert.Equal(100, aside);
        Assert.Null(spending.TryHedge(0));
        spending.Withdraw(aside!.Value);
        Assert.Equal(0, spending.UnderWay);
        aside = spending.TryHedge(0);
        spending.Settle(100, 0, aside);
        Assert.Null(spending.TryHedge(0));
        // Behind the window all begins anew.
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.Null(spending.TryHedge(0));
        Serve(spending, 20, 100);
        Assert.NotNull(spending.TryHedge(0));
    }

    [Fact]
    public void What_is_withdrawn_in_a_later_slot_of_the_window_leaves_no_room_for_one_too_many()
    {
        var spending = Make();
        Serve(spending, 40, 100);
        var (one, two) = (spending.TryHedge(0), spending.TryHedge(0));
        _time.Advance(TimeSpan.FromMinutes(2));
        spending.Withdraw(one!.Value);
        spending.Withdraw(two!.Value);
        // By now those that it was granted for are out of the window, but not when it was withdrawn.
        _time.Advance(TimeSpan.FromMinutes(9));
        Serve(spending, 19, 100);
        Assert.Null(spending.TryHedge(0));
        Serve(spending, 1, 100);
        Assert.NotNull(spending.TryHedge(0));
        Assert.Null(spending.TryHedge(0));
    }

    [Fact]
    public void Dear_second_attempts_stop_hedging_before_the_share_of_requests_is_reached()
    {
        var spending = Make();
        Serve(spending, 100, 100);
        var aside = spending.TryHedge(0);
        // 5 % of 10,000 are spent by one that cost five times a request.
        spending.Begin();
        spending.Settle(600, 500, aside);
        Assert.Null(spending.TryHedge(0));
        Serve(spending, 12, 100);
        Assert.Null(spending.TryHedge(0));
        Serve(spending, 20, 100);
        Assert.NotNull(spending.TryHedge(0));
    }

    [Fact]
    public void A_request_whose_input_alone_costs_more_than_is_left_is_not_hedged_and_a_usual_one_is()
    {
        var spending = Make();
        Serve(spending, 100, 100);
        Assert.Null(spending.TryHedge(501));
        Assert.Equal(500, spending.TryHedge(500));
        Assert.Null(spending.TryHedge(0));
    }

    [Fact]
    public void Those_under_way_count_as_costing_what_a_request_does()
    {
        var spending = new HedgeSpending(new HedgingOptions { MaxExtraShare = 0.05 }, _time);
        // Of these half are settled, so that the money allows only two and a half.
        for (var i = 0; i < 100; i++)
            spending.Begin();
        for (var i = 0; i < 50; i++)
            spending.Settle(100, 0, null);
        var aside = spending.TryHedge(0);
        Assert.NotNull(spending.TryHedge(0));
        Assert.Null(spending.TryHedge(0));
        spending.Settle(100, 0, aside);
        Assert.NotNull(spending.TryHedge(0));
    }

    [Fact]
    public void Without_prices_requests_are_bounded_all_the_same()
    {
        var spending = Make();
        for (var i = 0; i < 40; i++)
        {
            spending.Begin();
            spending.Settle(null, 0, null);
        }

        Assert.Equal([0, 0, null], Enumerable.Range(0, 3).Select(_ => spending.TryHedge(7)));
    }

    [Fact]
    public void A_share_of_nothing_allows_nothing()
    {
        var spending = new HedgeSpending(new HedgingOptions { MaxExtraShare = 0 }, _time);
        Serve(spending, 1000, 0);
        Assert.Null(spending.TryHedge(0));
    }

    [Fact]
    public void Many_at_once_never_exceed_the_share()
    {
        var spending = Make();
        var granted = 0;
        Parallel.For(0, 20_000, _ =>
        {
            spending.Begin();
            var aside = spending.TryHedge(0);
            if (aside is not null)
                Interlocked.Increment(ref granted);
            spending.Settle(aside is null ? 100 : 110, aside is null ? 0 : 10, aside);
        });
        Assert.InRange(granted, 900, 1000);
        Assert.Equal(0, spending.UnderWay);
    }

    private HedgeSpending Make() => new(new HedgingOptions(), _time);

    private static void Serve(HedgeSpending spending, int requests, long cost)
    {
        for (var i = 0; i < requests; i++)
        {
            spending.Begin();
            spending.Settle(cost, 0, null);
        }
    }
}
