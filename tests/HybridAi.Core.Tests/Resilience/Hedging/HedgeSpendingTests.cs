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
        Assert.False(spending.TryHedge());
        Serve(spending, 1, 100);
        Assert.True(spending.TryHedge());
        Assert.False(spending.TryHedge());
        spending.Withdraw();
        Assert.Equal(0, spending.UnderWay);
        Assert.True(spending.TryHedge());
        spending.Settle(100, 0, hedged: true);
        Assert.False(spending.TryHedge());
        // Behind the window all begins anew.
        _time.Advance(TimeSpan.FromMinutes(11));
        Assert.False(spending.TryHedge());
        Serve(spending, 20, 100);
        Assert.True(spending.TryHedge());
    }

    [Fact]
    public void Dear_second_attempts_stop_hedging_before_the_share_of_requests_is_reached()
    {
        var spending = Make();
        Serve(spending, 100, 100);
        Assert.True(spending.TryHedge());
        // 5 % of 10,000 are spent by one that cost five times a request.
        spending.Begin();
        spending.Settle(600, 500, hedged: true);
        Assert.False(spending.TryHedge());
        Serve(spending, 12, 100);
        Assert.True(spending.TryHedge() is false);
        Serve(spending, 20, 100);
        Assert.True(spending.TryHedge());
    }

    [Fact]
    public void Those_under_way_count_as_costing_what_a_request_does()
    {
        var spending = new HedgeSpending(new HedgingOptions { MaxExtraShare = 0.05 }, _time);
        // Of these half are settled, so that the money allows only two and a half.
        for (var i = 0; i < 100; i++)
            spending.Begin();
        for (var i = 0; i < 50; i++)
            spending.Settle(100, 0, hedged: false);
        Assert.True(spending.TryHedge());
        Assert.True(spending.TryHedge());
        Assert.False(spending.TryHedge());
        spending.Settle(100, 0, hedged: true);
        Assert.True(spending.TryHedge());
    }

    [Fact]
    public void Without_prices_requests_are_bounded_all_the_same()
    {
        var spending = Make();
        for (var i = 0; i < 40; i++)
        {
            spending.Begin();
            spending.Settle(null, 0, hedged: false);
        }

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => spending.TryHedge()));
    }

    [Fact]
    public void A_share_of_nothing_allows_nothing()
    {
        var spending = new HedgeSpending(new HedgingOptions { MaxExtraShare = 0 }, _time);
        Serve(spending, 1000, 0);
        Assert.False(spending.TryHedge());
    }

    [Fact]
    public void Many_at_once_never_exceed_the_share()
    {
        var spending = Make();
        var granted = 0;
        Parallel.For(0, 20_000, _ =>
        {
            spending.Begin();
            if (spending.TryHedge())
            {
                Interlocked.Increment(ref granted);
                spending.Settle(110, 10, hedged: true);
            }
            else
                spending.Settle(100, 0, hedged: false);
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
            spending.Settle(cost, 0, hedged: false);
        }
    }
}
