using HybridAi.Core.Caching;
using HybridAi.Core.Configuration;
using HybridAi.Storage.Caching;
using HybridAi.Storage.Redis;
using HybridAi.Storage.Tests.Redis;
using HybridAi.Storage.Tests.Testing;
using StackExchange.Redis;

namespace HybridAi.Storage.Tests.Caching;

public sealed class RedisCacheLevelTests : CacheLevelConformance
{
    private RedisRoom _room = null!;

    protected override int MostValue => 100_000;

    [Fact]
    public async Task Redis_forgets_an_answer_when_it_expires()
    {
        var answer = Answers.Answer(1, ttl: TimeSpan.FromMinutes(10));
        await Level.KeepAsync(answer, default);
        var left = int.Parse((await _room.Server.CommandAsync($"PTTL {KeyOf(answer.Key)}"))[1..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(left, 500_000, 600_000);
        await Level.KeepAsync(Answers.Answer(1, ttl: TimeSpan.FromMilliseconds(200)), default);
        await Eventually.TrueAsync(async () => await _room.Server.CommandAsync($"EXISTS {KeyOf(answer.Key)}") == ":0");
    }

    [Fact]
    public async Task A_server_that_is_killed_is_a_miss_and_used_again_when_it_is_back()
    {
        await Level.KeepAsync(Answers.Answer(1), default);
        await _room.Server.KillAsync();
        await Eventually.TrueAsync(async () => (await Level.StatusAsync(default)).IsDegraded);
        Assert.Null(await Level.FindAsync(Answers.Key(1), default));
        await Level.KeepAsync(Answers.Answer(2), default);
        await Level.RemoveAsync(Answers.Key(2), default);
        Assert.Contains("no connection", (await Level.StatusAsync(default)).Detail, StringComparison.Ordinal);

        await _room.Server.RestartAsync();
        await _room.ConnectedAsync();
        Assert.Null(await Level.FindAsync(Answers.Key(1), default));
        await Level.KeepAsync(Answers.Answer(1), default);
        Assert.NotNull(await Level.FindAsync(Answers.Key(1), default));
    }

    [Fact]
    public async Task A_server_that_hangs_is_a_miss_after_the_deadline()
    {
        await using var room = await RedisRoom.OpenAsync(RedisRoom.Brief());
        var level = new RedisCacheLevel(room.Connection, new RedisCacheOptions(), Answers.MasterKey, TimeProvider.System);
        await level.KeepAsync(Answers.Answer(1), default);
        await room.Server.PauseAsync();
        Assert.Null(await level.FindAsync(Answers.Key(1), default));
        await room.LostAsync();
        Assert.Null(await level.FindAsync(Answers.Key(1), default));
        await room.Server.ContinueAsync();
        await room.ConnectedAsync();
        await Eventually.TrueAsync(async () => await level.FindAsync(Answers.Key(1), default) is not null);
    }

    private protected override async Task<ICacheLevel> OpenAsync()
    {
        _room = await RedisRoom.OpenAsync(RedisRoom.Patient());
        return new RedisCacheLevel(_room.Connection, new RedisCacheOptions { MaxValueSize = new ByteSize(MostValue) }, Answers.MasterKey, Time);
    }

    protected override ValueTask CloseAsync() => _room.DisposeAsync();

    private protected override async Task OverwriteAsync(CacheKey key, byte[] value) =>
        Assert.True((await _room.Connection.TryAsync((KeyOf(key), value), static (database, one) => database.StringSetAsync(one.Item1, one.value), default)).TryGet(out _));

    private protected override async Task<byte[]> RawAsync(CacheKey key) =>
        (await _room.Connection.TryAsync(KeyOf(key), static (database, one) => database.StringGetAsync(one), default)).TryGet(out var value) ? (byte[])value! : throw new IOException("Redis did not answer.");

    private static RedisKey KeyOf(CacheKey key) => $"{{hai}}:cache:{key.Organization.Value:N}:{key.HashText()}";
}
