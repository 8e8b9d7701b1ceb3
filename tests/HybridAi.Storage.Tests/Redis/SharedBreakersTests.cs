using HybridAi.Core.Resilience;
using HybridAi.Storage.Redis;
using HybridAi.Storage.Resilience;

namespace HybridAi.Storage.Tests.Redis;

public sealed class SharedBreakersTests
{
    [Fact]
    public async Task What_one_tells_the_others_read_once()
    {
        await using var room = await RedisRoom.OpenAsync(RedisRoom.Patient());
        var (a, b) = (new SharedBreakers(room.Connection), new SharedBreakers(room.Connection));
        Assert.Empty(await b.ChangesAsync(default));
        Assert.True(await a.TellAsync("one/m", TimeSpan.FromSeconds(30), default));
        Assert.True(await a.TellAsync("two/m", TimeSpan.Zero, default));
        var read = await b.ChangesAsync(default);
        Assert.Equal([("one/m", BreakerState.Open), ("two/m", BreakerState.Closed)], read.Select(one => (one.Deployment, one.State)).Order());
        Assert.InRange(read.Single(one => one.Deployment == "one/m").OpenFor.TotalSeconds, 5, 30);
        Assert.Empty(await b.ChangesAsync(default));

        await a.TellAsync("one/m", TimeSpan.Zero, default);
        Assert.Equal(new SharedBreaker("one/m", BreakerState.Closed, TimeSpan.Zero), Assert.Single(await b.ChangesAsync(default)));
        // Whoever comes later reads how things are.
        Assert.Equal(2, (await new SharedBreakers(room.Connection).ChangesAsync(default)).Count);
    }

    [Fact]
    public async Task A_flushed_server_says_nothing_and_takes_everything_anew()
    {
        await using var room = await RedisRoom.OpenAsync(RedisRoom.Patient());
        var (a, b) = (new SharedBreakers(room.Connection), new SharedBreakers(room.Connection));
        await a.TellAsync("one/m", TimeSpan.Zero, default);
        Assert.Single(await b.ChangesAsync(default));
        await room.Server.FlushAsync();
        Assert.Empty(await b.ChangesAsync(default));
        // The same value under the same version, but told anew.
        await a.TellAsync("one/m", TimeSpan.Zero, default);
        Assert.Single(await b.ChangesAsync(default));
    }

    [Fact]
    public async Task A_lost_server_takes_nothing_and_fails_nothing()
    {
        await using var room = await RedisRoom.OpenAsync(RedisRoom.Brief());
        var shared = new SharedBreakers(room.Connection);
        await room.Server.KillAsync();
        Assert.False(await shared.TellAsync("one/m", TimeSpan.FromSeconds(1), default));
        Assert.Empty(await shared.ChangesAsync(default));
    }
}
