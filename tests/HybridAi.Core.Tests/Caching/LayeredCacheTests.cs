using HybridAi.Core.Caching;
using HybridAi.Core.Configuration;
using HybridAi.Core.Tests.Metrics;

namespace HybridAi.Core.Tests.Caching;

public sealed class LayeredCacheTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly CachePurges _purges = new();
    private readonly FakeLevel _disk = new(CacheLevelNames.Disk), _redis = new(CacheLevelNames.Redis);
    private readonly List<string> _failures = [];
    private MemoryCacheLevel _memory = null!;
    private LayeredCache _cache = null!;

    public ValueTask InitializeAsync()
    {
        _purges.Replace(0, []);
        _memory = new MemoryCacheLevel(new ByteSize(1 << 20), _clock);
        _cache = Cache(new LayeredCacheOptions());
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _cache.DisposeAsync();

    [Fact]
    public async Task An_answer_goes_to_all_levels_and_comes_from_the_first()
    {
        _cache.Keep(Answers.Answer(1));
        Assert.Equal((Answers.Key(1), "memory"), await FoundAsync(1));
        await WrittenAsync();
        Assert.True(_disk.Kept.ContainsKey(Answers.Key(1)) && _redis.Kept.ContainsKey(Answers.Key(1)));
        Assert.Equal(0, _disk.Asked);
        Assert.Equal([1, 0, 0], (await _cache.StatusAsync(default)).Select(status => status.Hits));
    }

    [Fact]
    public async Task What_a_lower_level_has_is_promoted_to_those_above()
    {
        _redis.Kept[Answers.Key(1)] = Answers.Answer(1);
        Assert.Equal((Answers.Key(1), "redis"), await FoundAsync(1));
        Assert.NotNull(_memory.Find(Answers.Key(1)));
        await WrittenAsync();
        Assert.True(_disk.Kept.ContainsKey(Answers.Key(1)));
        Assert.Equal((Answers.Key(1), "memory"), await FoundAsync(1));
        Assert.Null(await FoundAsync(2));
    }

    [Fact]
    public async Task A_level_that_fails_is_a_miss_and_is_told_of()
    {
        _redis.Kept[Answers.Key(1)] = Answers.Answer(1);
        _disk.IsBroken = true;
        Assert.Equal((Answers.Key(1), "redis"), await FoundAsync(1));
        await WrittenAsync();
        _redis.IsBroken = true;
        Assert.Null(await FoundAsync(2));
        await _cache.RemoveAsync(Answers.Key(1), default);
        Assert.Null(_memory.Find(Answers.Key(1)));
        var statuses = await _cache.StatusAsync(default);
        Assert.Equal([false, true, true], statuses.Select(status => status.IsDegraded));
        Assert.Contains("disk", _failures);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_no_failure_of_a_level()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await using var cache = new LayeredCache([new WaitingLevel()], _purges, new LayeredCacheOptions(), _clock, (level, _) => _failures.Add(level.Name));
            await cache.FindAsync(Answers.Key(1), new CancellationToken(canceled: true));
        });
        Assert.Empty(_failures);
    }

    [Fact]
    public async Task Writes_that_find_no_room_in_the_queue_are_dropped_and_counted()
    {
        var gate = new TaskCompletionSource();
        (_disk.Gate, _redis.Gate) = (gate.Task, gate.Task);
        await using var cache = Cache(new LayeredCacheOptions { MaxWaiting = 10 });
        for (var i = 0; i < 100; i++)
            cache.Keep(Answers.Answer(i));
        var disk = (await cache.StatusAsync(default))[1];
        // Those that the writers hold are not in the queue any more.
        Assert.InRange(disk.Waiting, 10, 14);
        Assert.Equal(100, disk.Waiting + disk.Dropped);
        gate.SetResult();
        await WrittenAsync(cache);
        Assert.Equal(100 - disk.Dropped, _disk.Kept.Count);
    }

    [Fact]
    public async Task Bytes_that_wait_are_bounded_too()
    {
        var gate = new TaskCompletionSource();
        (_disk.Gate, _redis.Gate) = (gate.Task, gate.Task);
        await using var cache = Cache(new LayeredCacheOptions { MaxWaitingSize = new ByteSize(3 * Answers.Answer(0).Size) });
        for (var i = 0; i < 10; i++)
            cache.Keep(Answers.Answer(i));
        var disk = (await cache.StatusAsync(default))[1];
        Assert.Equal((3, 7), (disk.Waiting, disk.Dropped));
        gate.SetResult();
        await WrittenAsync(cache);
        cache.Keep(Answers.Answer(11));
        await WrittenAsync(cache);
        Assert.Equal(4, _disk.Kept.Count);
    }

    [Fact]
    public async Task What_waits_is_written_before_the_end()
    {
        var cache = Cache(new LayeredCacheOptions());
        for (var i = 0; i < 100; i++)
            cache.Keep(Answers.Answer(i));
        await cache.DisposeAsync();
        Assert.Equal((100, 100), (_disk.Kept.Count, _redis.Kept.Count));
    }

    [Fact]
    public async Task A_purged_answer_is_a_miss_at_every_level_and_a_newer_one_below_is_found()
    {
        _memory.Keep(Answers.Answer(1));
        _disk.Kept[Answers.Key(1)] = Answers.Answer(1);
        _redis.Kept[Answers.Key(1)] = Answers.Answer(1, "newer", Answers.Now.AddMinutes(2));
        _purges.Replace(1, [new CachePurge { Id = Guid.CreateVersion7(), At = Answers.Now.AddMinutes(1), Kind = CachePurgeKind.All }]);
        Assert.Equal((Answers.Key(1), "redis"), await FoundAsync(1));
        Assert.Equal("newer"u8.ToArray(), _memory.Find(Answers.Key(1))!.Body.ToArray());
        _redis.Kept[Answers.Key(2)] = Answers.Answer(2);
        Assert.Null(await FoundAsync(2));
    }

    [Fact]
    public async Task Until_it_is_known_what_was_purged_nothing_is_given()
    {
        var cache = new LayeredCache([_memory, _redis], new CachePurges(), new LayeredCacheOptions(), _clock);
        await using (cache)
        {
            _redis.Kept[Answers.Key(1)] = Answers.Answer(1);
            Assert.False((await cache.FindAsync(Answers.Key(1), default)).IsHit);
        }
    }

    [Fact]
    public async Task Nothing_is_given_longer_than_the_longest_time()
    {
        await using var cache = Cache(new LayeredCacheOptions { MaxTtl = TimeSpan.FromMinutes(10) });
        cache.Keep(Answers.Answer(1, ttl: TimeSpan.FromDays(300)));
        Assert.Equal(Answers.Now.AddMinutes(10), _memory.Find(Answers.Key(1))!.ExpiresAt);
        _redis.Kept[Answers.Key(2)] = _redis.Kept[Answers.Key(3)] = Answers.Answer(2, ttl: TimeSpan.FromDays(300));
        // What comes up from below is as old as it was there.
        Assert.Equal(Answers.Now.AddMinutes(10), (await cache.FindAsync(Answers.Key(2), default)).Answer!.ExpiresAt);
        Assert.Equal(Answers.Now.AddMinutes(10), _memory.Find(Answers.Key(2))!.ExpiresAt);
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.False((await cache.FindAsync(Answers.Key(2), default)).IsHit);
        Assert.False((await cache.FindAsync(Answers.Key(3), default)).IsHit);
    }

    [Fact]
    public void A_hit_in_memory_allocates_nothing()
    {
        _cache.Keep(Answers.Answer(1));
        _purges.Replace(3, [
            new CachePurge { Id = Guid.CreateVersion7(), At = Answers.Now.AddHours(-1), Kind = CachePurgeKind.Tag, Value = "a" },
            new CachePurge { Id = Guid.CreateVersion7(), At = Answers.Now.AddHours(-1), Kind = CachePurgeKind.Model, Value = "openai/gpt-4o" }]);
        _ = _cache.FindAsync(Answers.Key(1), default);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Assert.True(_cache.FindAsync(Answers.Key(1), default) is { IsCompletedSuccessfully: true });
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private LayeredCache Cache(LayeredCacheOptions options) => new([_memory, _disk, _redis], _purges, options, _clock, (level, _) => _failures.Add(level.Name));

    private async Task<(CacheKey, string)?> FoundAsync(int number) => await _cache.FindAsync(Answers.Key(number), default) is { IsHit: true } hit ? (hit.Answer.Key, hit.Level) : null;

    private Task WrittenAsync() => WrittenAsync(_cache);

    private static async Task WrittenAsync(LayeredCache cache)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await cache.StatusAsync(default)).Any(status => status.Waiting != 0))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class WaitingLevel : ICacheLevel
    {
        public string Name => "waiting";

        public async ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        }

        public ValueTask KeepAsync(CachedAnswer answer, CancellationToken cancellationToken) => default;

        public ValueTask RemoveAsync(CacheKey key, CancellationToken cancellationToken) => default;

        public ValueTask<CacheLevelStatus> StatusAsync(CancellationToken cancellationToken) => new(new CacheLevelStatus(Name, null, null, null));
    }
}
