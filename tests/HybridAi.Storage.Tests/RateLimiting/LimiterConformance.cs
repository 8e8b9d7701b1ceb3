using HybridAi.Core.RateLimiting;

namespace HybridAi.Storage.Tests.RateLimiting;

/// <summary>What holds of every limiter, in one process and in Redis.</summary>
public abstract class LimiterConformance : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private LimiterRoom _room = null!;

    internal abstract Task<LimiterRoom> OpenAsync();

    public async ValueTask InitializeAsync()
    {
        _room = await OpenAsync();
        _room.Time.Advance(TimeSpan.FromDays(20_000));
    }

    public ValueTask DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task A_refused_request_takes_nothing_from_any_scope()
    {
        var (wide, narrow, bucket, places) = (Window("wide", 10), Window("narrow", 1), Bucket("bucket", 20), Concurrent("places", 9));
        Limit[] all = [bucket, narrow, places, wide];
        Assert.True(await TakeAsync(Ask(all)));
        for (var i = 0; i < 15; i++)
        {
            var refused = Ask(all);
            Assert.False(await TakeAsync(refused));
            Assert.Equal(0, refused.HeldCount);
            Assert.Equal("0 1 0 0", string.Join(' ', refused.Asked.ToArray().Select(charge => Math.Min(1, charge.Wait))));
        }

        Assert.Equal("19 0 8 9", await RemainingAsync(all));
    }

    [Theory]
    [InlineData(LimitAlgorithm.SlidingWindow)]
    [InlineData(LimitAlgorithm.TokenBucket)]
    public async Task Tokens_are_corrected_once(LimitAlgorithm algorithm)
    {
        var limit = new Limit(Definition("t", 1000) with { Measure = LimitMeasure.Tokens, Algorithm = algorithm });
        var ticket = Ask(limit, 600);
        Assert.True(await TakeAsync(ticket));
        Assert.False(await TakeAsync(Ask(limit, 600)));
        await _room.Limiter.SettleAsync(ticket, 100);
        await _room.Limiter.SettleAsync(ticket, 100);
        Assert.Equal("900", await RemainingAsync(limit));
        ticket = Ask(limit, 600);
        Assert.True(await TakeAsync(ticket));
        await _room.Limiter.SettleAsync(ticket, 5000);
        Assert.Equal("0", await RemainingAsync(limit));
        Assert.False(await TakeAsync(Ask(limit, 1)));
    }

    [Fact]
    public async Task What_was_undone_counts_nowhere()
    {
        Limit[] all = [Window("w", 3), Bucket("b", 3), Concurrent("c", 3)];
        var ticket = Ask(all);
        Assert.True(await TakeAsync(ticket));
        Assert.Equal("2 2 2", await RemainingAsync(all));
        await _room.Limiter.SettleAsync(ticket, 0, undo: true);
        Assert.Equal("3 3 3", await RemainingAsync(all));
    }

    [Fact]
    public async Task Requests_under_way_count_until_they_end()
    {
        var limit = Concurrent("c", 2);
        var (first, second) = (Ask(limit, 1), Ask(limit, 1));
        Assert.True(await TakeAsync(first) && await TakeAsync(second));
        Assert.False(await TakeAsync(Ask(limit, 1)));
        await _room.Limiter.SettleAsync(first, 0);
        Assert.True(await TakeAsync(Ask(limit, 1)));
        Assert.False(await TakeAsync(Ask(limit, 1)));
    }

    [Fact]
    public async Task Under_concurrent_callers_exactly_the_limit_is_admitted()
    {
        Limit[] all = [Window("w", 300), Bucket("b", 250), Window("wide", 400)];
        var admitted = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < 60; i++)
            {
                if (await TakeAsync(Ask(all)))
                    Interlocked.Increment(ref admitted);
            }
        })));
        Assert.Equal(250, admitted);
        Assert.Equal("50 0 150", await RemainingAsync(all));
    }

    [Fact]
    public async Task Scopes_are_listed_and_reset_one_by_one_or_all()
    {
        var limit = new Limit(Definition("w", 1));
        LimitKey[] scopes = [new(limit.Counters, Guid.NewGuid(), "al/ice"), new(limit.Counters, Guid.NewGuid(), null), new(limit.Counters, default, "x*[y]"), new(limit.Counters, default, null)];
        foreach (var scope in scopes)
            Assert.True(await TakeAsync(Ask(limit, 1, scope)));
        Assert.True(scopes.ToHashSet().SetEquals(await _room.Limiter.ScopesAsync(limit, default)));
        Assert.True(await _room.Limiter.ResetAsync(limit, scopes[0], default));
        Assert.True(await TakeAsync(Ask(limit, 1, scopes[0])));
        foreach (var scope in scopes)
            Assert.False(await TakeAsync(Ask(limit, 1, scope)));
        Assert.True(await _room.Limiter.ResetAsync(limit, null, default));
        foreach (var scope in scopes)
            Assert.True(await TakeAsync(Ask(limit, 1, scope)));
    }

    /// <summary>Any sequence of takes, settlements and pauses: what it answers is compared with what the other limiters answer.</summary>
    internal static async Task<List<string>> PlayAsync(LimiterRoom room, int seed)
    {
        room.Time.Advance(TimeSpan.FromDays(20_000));
        var random = new Random(seed);
        Limit[] limits =
        [
            Bucket("b1", 7, 5), Bucket("b2", 1000, 90), new(Definition("s1", 5)), new(Definition("s2", 3000) with { Measure = LimitMeasure.Tokens, Window = TimeSpan.FromSeconds(7) }),
            new(Definition("bt", 2000) with { Measure = LimitMeasure.Tokens, Algorithm = LimitAlgorithm.TokenBucket, Burst = 700 }), Concurrent("c1", 4),
        ];
        var (told, held) = (new List<string>(), new List<LimitTicket>());
        for (var step = 0; step < 1500; step++)
        {
            if (random.Next(3) == 0)
                await room.PassAsync(TimeSpan.FromMicroseconds(random.NextInt64(random.Next(30) == 0 ? 100_000_000 : 1_500_000)));
            if (held.Count > 0 && random.Next(3) == 0)
            {
                var at = random.Next(held.Count);
                await room.Limiter.SettleAsync(held[at], random.Next(900), undo: random.Next(5) == 0);
                held.RemoveAt(at);
                continue;
            }

            var ticket = new LimitTicket { Id = Guid.NewGuid() };
            foreach (var limit in limits)
            {
                if (random.Next(2) == 0)
                    ticket.Ask(limit, new LimitKey(limit.Counters, default, random.Next(2) == 0 ? "x" : "y"), limit.Measure == LimitMeasure.Tokens ? random.Next(1, 1200) : 1);
            }

            if (ticket.AskedCount == 0)
                continue;
            var admitted = await room.Limiter.TryTakeAsync(ticket, default);
            told.Add($"{step} {admitted} {string.Join(' ', (admitted ? ticket.Held : ticket.Asked).ToArray().Select(charge => $"{charge.Key.Counters} {charge.Remaining} {charge.Wait} {charge.Reset}"))}");
            if (admitted)
                held.Add(ticket);
        }

        return told;
    }

    protected static LimitDefinition Definition(string name, long amount) =>
        new() { Name = name, Scope = LimitScope.Key, Measure = LimitMeasure.Requests, Amount = amount, Window = Minute };

    protected static Limit Window(string name, long amount) => new(Definition(name, amount));

    protected static Limit Bucket(string name, long amount, long? burst = null) => new(Definition(name, amount) with { Algorithm = LimitAlgorithm.TokenBucket, Burst = burst });

    protected static Limit Concurrent(string name, long amount) => new(Definition(name, amount) with { Measure = LimitMeasure.Concurrent, Window = null });

    private static LimitTicket Ask(params Limit[] limits)
    {
        var ticket = new LimitTicket { Id = Guid.NewGuid() };
        foreach (var limit in limits)
            ticket.Ask(limit, new LimitKey(limit.Counters, default, "one"), 1);
        return ticket;
    }

    private static LimitTicket Ask(Limit limit, double amount, LimitKey? key = null)
    {
        var ticket = new LimitTicket { Id = Guid.NewGuid() };
        ticket.Ask(limit, key ?? new LimitKey(limit.Counters, default, "one"), amount);
        return ticket;
    }

    private ValueTask<bool> TakeAsync(LimitTicket ticket) => _room.Limiter.TryTakeAsync(ticket, default);

    private async Task<string> RemainingAsync(params Limit[] limits)
    {
        var left = new List<double>();
        foreach (var limit in limits)
        {
            var look = Ask(limit, 0);
            await TakeAsync(look);
            left.Add((look.HeldCount > 0 ? look.Held : look.Asked)[0].Remaining);
        }

        return string.Join(' ', left);
    }
}

public sealed class LocalLimiterConformance : LimiterConformance
{
    internal override Task<LimiterRoom> OpenAsync() => LimiterRoom.OpenLocalAsync();
}

public sealed class RedisLimiterConformance : LimiterConformance
{
    internal override Task<LimiterRoom> OpenAsync() => LimiterRoom.OpenRedisAsync();
}

public sealed class LimiterEqualityTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task The_same_calls_get_the_same_answers_from_both(int seed)
    {
        await using var local = await LimiterRoom.OpenLocalAsync();
        await using var redis = await LimiterRoom.OpenRedisAsync();
        var expected = await LimiterConformance.PlayAsync(local, seed);
        Assert.Equal(expected, await LimiterConformance.PlayAsync(redis, seed));
        Assert.InRange(expected.Count(told => told.Contains("True", StringComparison.Ordinal)), 100, expected.Count - 100);
    }
}
