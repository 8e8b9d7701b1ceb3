using HybridAi.Core.RateLimiting;
using HybridAi.Storage.RateLimiting;
using HybridAi.Storage.Redis;
using HybridAi.Storage.Tests.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HybridAi.Storage.Tests.RateLimiting;

/// <summary>A gateway's limiter with a connection of its own.</summary>
internal sealed class LimiterNode : IAsyncDisposable
{
    private readonly StackExchange.Redis.ConnectionMultiplexer _client;
    private readonly LocalLimiter _local = new(TimeProvider.System);

    public LimiterNode(string connectionString, TimeSpan deadline)
    {
        _client = StackExchange.Redis.ConnectionMultiplexer.Connect(connectionString);
        var options = new RedisOptions { Deadline = deadline, FailuresToOpen = 1, ProbeInterval = TimeSpan.FromMilliseconds(50) };
        Redis = new RedisConnection(() => _client, options, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        Limiter = new RedisLimiter(Redis, _local, TimeProvider.System, NullLogger<RedisLimiter>.Instance);
    }

    public RedisConnection Redis { get; }

    public RedisLimiter Limiter { get; }

    public static LimitTicket Ask(params ReadOnlySpan<Limit> limits) => Ask(1, limits);

    public async Task<int> TakeAsync(Limit limit, int times)
    {
        var admitted = 0;
        for (var i = 0; i < times; i++)
            admitted += await Limiter.TryTakeAsync(Ask(limit), default) ? 1 : 0;
        return admitted;
    }

    /// <summary>What Redis says is left.</summary>
    public async Task<double> RemainingAsync(Limit limit)
    {
        var look = Ask(0, limit);
        await Limiter.TryTakeAsync(look, default);
        var charge = look.HeldCount > 0 ? look.Held[0] : look.Asked[0];
        Assert.True(charge.IsShared, "Redis does not answer");
        return charge.Remaining;
    }

    public Task LostAsync() => Eventually.TrueAsync(() => Limiter.State.IsDegraded);

    /// <summary>Until it is back and has told what it has to tell, which it does every second.</summary>
    public async Task BackAsync()
    {
        await Eventually.TrueAsync(() => !Limiter.State.IsDegraded);
        await Limiter.RenewAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await Limiter.DisposeAsync();
        _local.Dispose();
        await Redis.DisposeAsync();
        _client.Dispose();
    }

    private static LimitTicket Ask(double amount, params ReadOnlySpan<Limit> limits)
    {
        var ticket = new LimitTicket { Id = Guid.NewGuid() };
        foreach (var limit in limits)
            ticket.Ask(limit, new LimitKey(limit.Counters, default, null), amount);
        return ticket;
    }
}
