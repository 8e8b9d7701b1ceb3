using HybridAi.Core.RateLimiting;
using static HybridAi.Core.Tests.RateLimiting.Definitions;

namespace HybridAi.Core.Tests.RateLimiting;

public sealed class LocalLimiterTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly FakeClock _time = new();
    private readonly LocalLimiter _limiter;

    public LocalLimiterTests() => _limiter = new LocalLimiter(_time, most: 100);

    public void Dispose() => _limiter.Dispose();

    [Fact]
    public void A_refused_request_takes_nothing_from_any_scope()
    {
        var (wide, narrow) = (new Limit(Window("wide", 10, Minute)), new Limit(Window("narrow", 1, Minute)));
        Assert.True(_limiter.TryTake(Ask((wide, 1), (narrow, 1))));
        for (var i = 0; i < 20; i++)
        {
            var refused = Ask((wide, 1), (narrow, 1));
            Assert.False(_limiter.TryTake(refused));
            Assert.Equal((0, 9d), (refused.HeldCount, refused.Asked[0].Remaining));
            Assert.Equal((0L, 0d), (refused.Asked[0].Wait, refused.Asked[1].Remaining));
            Assert.InRange(refused.Asked[1].Wait, 60_000_000, 60_100_000);
        }

        Assert.Equal(9d, Look(wide).Remaining);
    }

    [Fact]
    public async Task Under_concurrent_callers_exactly_the_limit_is_admitted_by_each_scope()
    {
        var limits = new[] { 500, 700, 600, 900 }.Select((amount, index) => new Limit(index % 2 == 0 ? Window($"w{index}", amount, Minute) : Bucket($"b{index}", amount, Minute))).ToArray();
        var admitted = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(() =>
        {
            var random = new Random(caller);
            for (var i = 0; i < 400; i++)
            {
                // In any order: they are locked in one.
                if (_limiter.TryTake(Ask([.. limits.OrderBy(_ => random.Next()).Select(limit => (limit, 1d))])))
                    Interlocked.Increment(ref admitted);
            }
        })));
        Assert.Equal(500, admitted);
        Assert.Equal([0d, 200d, 100d, 400d], limits.Select(limit => Look(limit).Remaining));
    }

    [Fact]
    public async Task Requests_under_way_count_until_they_end_once()
    {
        var limit = new Limit(Concurrent("c", 2));
        var (first, second) = (Ask((limit, 1)), Ask((limit, 1)));
        Assert.True(_limiter.TryTake(first) && _limiter.TryTake(second));
        Assert.False(_limiter.TryTake(Ask((limit, 1))));
        await _limiter.SettleAsync(first, 0);
        await _limiter.SettleAsync(first, 0);
        Assert.True(_limiter.TryTake(Ask((limit, 1))));
        Assert.False(_limiter.TryTake(Ask((limit, 1))));
    }

    [Theory]
    [InlineData(LimitAlgorithm.SlidingWindow)]
    [InlineData(LimitAlgorithm.TokenBucket)]
    public async Task Tokens_are_corrected_to_what_was_used(LimitAlgorithm algorithm)
    {
        var limit = new Limit(Window("t", 1000, Minute, LimitMeasure.Tokens) with { Algorithm = algorithm });
        var ticket = Ask((limit, 600));
        Assert.True(_limiter.TryTake(ticket));
        Assert.False(_limiter.TryTake(Ask((limit, 600))));
        await _limiter.SettleAsync(ticket, 100);
        await _limiter.SettleAsync(ticket, 100);
        Assert.Equal(900d, Look(limit).Remaining);
        ticket = Ask((limit, 600));
        Assert.True(_limiter.TryTake(ticket));
        // More than there is: nothing is left, and never less than that.
        await _limiter.SettleAsync(ticket, 5000);
        Assert.Equal(0d, Look(limit).Remaining);
        ticket = Ask((limit, 600));
        _time.Advance(TimeSpan.FromHours(2));
        Assert.True(_limiter.TryTake(ticket));
        await _limiter.SettleAsync(ticket, 0, undo: true);
        Assert.Equal(1000d, Look(limit).Remaining);
    }

    [Fact]
    public void What_is_larger_than_the_limit_fits_where_nothing_else_is()
    {
        var limit = new Limit(Window("t", 1000, Minute, LimitMeasure.Tokens));
        Assert.True(_limiter.TryTake(Ask((limit, 1500))));
        Assert.False(_limiter.TryTake(Ask((limit, 1))));
    }

    [Fact]
    public void A_share_counts_what_was_counted_in_whole()
    {
        var limit = new Limit(Window("w", 10, Minute));
        for (var i = 0; i < 2; i++)
            _limiter.Note(Ask((limit, 1)), memory: 1);
        Assert.True(_limiter.TryTake(Ask((limit, 1)), gateways: 3, owes: true));
        Assert.False(_limiter.TryTake(Ask((limit, 1)), gateways: 3, owes: true));
        Assert.True(_limiter.TryTake(Ask((limit, 1)), gateways: 2, owes: true));
    }

    [Fact]
    public void What_the_shared_counters_knew_is_not_owed_to_them_and_after_they_forgot_all_of_it_is()
    {
        var limit = new Limit(Window("w", 100, Minute));
        Note(limit, 2, memory: 1);
        Owe(limit, 3);
        Assert.Equal(3d, Tell(limit, memory: 1).Amount);
        Assert.Equal(5d, Tell(limit, memory: 2).Amount);
        Told(limit, Tell(limit, memory: 2));
        Assert.Equal(default, Tell(limit, memory: 2));
        // Counted in a memory that is over, and heard of late.
        Note(limit, 4, memory: 1);
        Assert.Equal(4d, Tell(limit, memory: 2).Amount);
        Assert.Equal(default, Tell(limit, memory: 1));
        Assert.Equal(9d, Tell(limit, memory: 3).Amount);
    }

    [Fact]
    public void What_was_told_unheard_is_told_again_with_what_came_since()
    {
        var limit = new Limit(Window("w", 100, Minute));
        Owe(limit, 3);
        var first = Tell(limit, memory: 1);
        Assert.Equal((3d, 3d), (first.Amount, first.Owed));
        Owe(limit, 2);
        var second = Tell(limit, memory: 1);
        Assert.Equal((5d, 5d), (second.Amount, second.Owed));
        Assert.Equal(1, _limiter.Owing(memory: 1, most: 10).AskedCount);
        Told(limit, second);
        // Heard late.
        Told(limit, first);
        Assert.Equal(default, Tell(limit, memory: 1));
        Assert.Equal(0, _limiter.Owing(memory: 1, most: 10).AskedCount);
        Owe(limit, 1);
        var third = Tell(limit, memory: 1);
        Assert.Equal((1d, 6d, first.Counter), (third.Amount, third.Owed, third.Counter));
    }

    [Fact]
    public void What_counts_no_longer_is_not_told()
    {
        var limit = new Limit(Window("w", 100, Minute));
        Owe(limit, 3);
        var first = Tell(limit, memory: 1);
        _time.Advance(TimeSpan.FromSeconds(40));
        Owe(limit, 2);
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal((2d, 5d), (Tell(limit, memory: 1).Amount, Tell(limit, memory: 1).Owed));
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(default, Tell(limit, memory: 1));
        // A counter that was thrown away does not go on where the last one ended.
        _limiter.Sweep();
        Owe(limit, 1);
        var anew = Tell(limit, memory: 1);
        Assert.Equal((1d, 1d), (anew.Amount, anew.Owed));
        Assert.True(anew.Counter > first.Counter);
    }

    [Fact]
    public async Task Less_than_was_reserved_is_owed_once_it_is_known()
    {
        var limit = new Limit(Window("t", 1000, Minute, LimitMeasure.Tokens));
        var ticket = Ask((limit, 600));
        Assert.True(_limiter.TryTake(ticket, gateways: 1, owes: true));
        await _limiter.SettleAsync(ticket, 100);
        Assert.Equal(100d, Tell(limit, memory: 1).Amount);
    }

    [Fact]
    public void A_share_is_never_nothing()
    {
        var limit = new Limit(Concurrent("c", 1));
        Assert.True(_limiter.TryTake(Ask((limit, 1)), gateways: 5));
        Assert.False(_limiter.TryTake(Ask((limit, 1)), gateways: 5));
    }

    [Fact]
    public void Idle_counters_are_thrown_away_and_others_share_one_when_there_is_no_room()
    {
        var limit = new Limit(Window("w", 2, Minute));
        for (var scope = 0; scope < 1000; scope++)
            _limiter.TryTake(AskOf(limit, scope));
        Assert.Equal(100, _limiter.Count);
        // 900 scopes had one counter: they were not admitted without bound, and those that have one of their own go on.
        Assert.False(_limiter.TryTake(AskOf(limit, 5000)));
        Assert.True(_limiter.TryTake(AskOf(limit, 5)));
        Assert.False(_limiter.TryTake(AskOf(limit, 5)));
        _limiter.Sweep();
        Assert.Equal(100, _limiter.Count);
        _time.Advance(TimeSpan.FromMinutes(2));
        _limiter.Sweep();
        Assert.Equal(0, _limiter.Count);
        Assert.True(_limiter.TryTake(AskOf(limit, 5000)));
        Assert.Equal(1, _limiter.Count);
    }

    [Fact]
    public async Task A_reset_forgets_one_scope_or_all()
    {
        var (limit, other) = (new Limit(Window("w", 1, Minute)), new Limit(Bucket("b", 1, Minute)));
        foreach (var scope in new[] { 1, 2 })
            Assert.True(_limiter.TryTake(AskOf(limit, scope)) && _limiter.TryTake(AskOf(other, scope)));
        Assert.Equal(2, (await _limiter.ScopesAsync(limit, default)).Count);
        Assert.True(await _limiter.ResetAsync(limit, KeyOf(limit, 1), default));
        Assert.True(_limiter.TryTake(AskOf(limit, 1)));
        Assert.False(_limiter.TryTake(AskOf(limit, 2)));
        Assert.True(await _limiter.ResetAsync(other, null, default));
        Assert.True(_limiter.TryTake(AskOf(other, 1)) && _limiter.TryTake(AskOf(other, 2)));
    }

    [Fact]
    public void A_check_of_known_scopes_allocates_nothing()
    {
        var limits = Enumerable.Range(0, 8).Select(i => new Limit(i % 2 == 0 ? Bucket($"b{i}", 1_000_000, Minute) : Window($"w{i}", 1_000_000, Minute))).ToArray();
        var ticket = new LimitTicket();
        var before = 0L;
        for (var i = 0; i < 2000; i++)
        {
            if (i == 1000)
                before = GC.GetAllocatedBytesForCurrentThread();
            ticket.Clear();
            foreach (var limit in limits)
                ticket.Ask(limit, new LimitKey(limit.Counters, Guid.Empty, "a"), 1);
            Assert.True(_limiter.TryTake(ticket));
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private void Note(Limit limit, double amount, int memory) => _limiter.Note(Ask((limit, amount)), memory);

    private void Owe(Limit limit, double amount) => Assert.True(_limiter.TryTake(Ask((limit, amount)), gateways: 1, owes: true));

    private LimitDebt Tell(Limit limit, int memory) => _limiter.TellDebt(ref Ask((limit, 1)).Asked[0], memory);

    private void Told(Limit limit, LimitDebt debt) => _limiter.Told(ref Ask((limit, 1)).Asked[0], debt.Owed);

    private static LimitTicket AskOf(Limit limit, int scope)
    {
        var ticket = new LimitTicket();
        ticket.Ask(limit, KeyOf(limit, scope), 1);
        return ticket;
    }

    private LimitCharge Look(Limit limit)
    {
        var ticket = Ask((limit, 0));
        _limiter.TryTake(ticket);
        return ticket.HeldCount > 0 ? ticket.Held[0] : ticket.Asked[0];
    }
}
