using HybridAi.Core.Caching;
using HybridAi.Core.Configuration;
using HybridAi.Storage.Caching;
using HybridAi.Storage.Tests.Memcached;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Caching;

public sealed class MemcachedCacheLevelTests : CacheLevelConformance
{
    private MemcachedRoom _room = null!;

    protected override int MostValue => 1023 * 1024;

    [Fact]
    public async Task Memcached_forgets_an_answer_when_it_expires()
    {
        var answer = Answers.Answer(1, ttl: TimeSpan.FromSeconds(1));
        await Level.KeepAsync(answer, default);
        await Eventually.TrueAsync(async () => await _room.Client.GetAsync(NameOf(answer.Key), (ulong)answer.Key.Low, default) is null);
        // More than 30 days are given as a time.
        var later = Answers.Answer(2, ttl: TimeSpan.FromDays(60));
        await Level.KeepAsync(later, default);
        Answers.AssertSame(later, await Level.FindAsync(later.Key, default));
    }

    [Fact]
    public async Task Its_status_says_what_the_servers_hold_and_which_are_lost()
    {
        await Level.KeepAsync(Answers.Answer(1), default);
        var status = await Level.StatusAsync(default);
        Assert.Equal(("memcached", 1L, 64L * 1024 * 1024, false), (status.Name, status.Entries, status.MostBytes, status.IsDegraded));
        Assert.True(status.Bytes > 0);
        await _room.Servers[0].KillAsync();
        await _room.LostAsync();
        Assert.Null(await Level.FindAsync(Answers.Key(1), default));
        await Level.KeepAsync(Answers.Answer(1), default);
        Assert.True((await Level.StatusAsync(default)).IsDegraded);
    }

    private protected override async Task<ICacheLevel> OpenAsync()
    {
        var options = MemcachedRoom.Patient();
        Assert.Equal(new ByteSize(MostValue), options.MaxValueSize);
        _room = await MemcachedRoom.OpenAsync(options);
        return new MemcachedCacheLevel(_room.Client, Answers.MasterKey, Time);
    }

    protected override ValueTask CloseAsync() => _room.DisposeAsync();

    private protected override async Task OverwriteAsync(CacheKey key, byte[] value) => Assert.True(await _room.Client.SetAsync(NameOf(key), (ulong)key.Low, value, 60, default));

    private protected override async Task<byte[]> RawAsync(CacheKey key) => (await _room.Client.GetAsync(NameOf(key), (ulong)key.Low, default))!;

    private static string NameOf(CacheKey key) => $"hai:{key.Organization.Value:N}{key.HashText()}";
}
