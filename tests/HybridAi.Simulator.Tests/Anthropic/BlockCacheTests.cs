using HybridAi.Simulator.Anthropic;
using HybridAi.Simulator.Anthropic.Requests;

namespace HybridAi.Simulator.Tests.Anthropic;

public sealed class BlockCacheTests
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly BlockCache _cache;

    public BlockCacheTests() => _cache = new BlockCache(_time);

    [Fact]
    public void Nothing_is_cached_without_a_mark()
    {
        Assert.Equal(default, _cache.Use("k", [new(2_000, 1, null)]));
        Assert.Equal(default, _cache.Use("k", [new(2_000, 1, null)]));
    }

    [Fact]
    public void A_short_prefix_is_not_cached()
    {
        Assert.Equal(default, _cache.Use("k", [new(1_023, 1, false)]));
        Assert.Equal(new CacheUse(0, 1_024, 0), _cache.Use("k", [new(1_024, 1, false)]));
    }

    [Fact]
    public void A_marked_prefix_is_written_then_read_and_only_by_its_key()
    {
        CachePoint[] points = [new(1_500, 1, false), new(1_600, 2, null)];

        Assert.Equal(new CacheUse(0, 1_500, 0), _cache.Use("k", points));
        Assert.Equal(new CacheUse(1_500, 0, 0), _cache.Use("k", points));
        Assert.Equal(new CacheUse(0, 1_500, 0), _cache.Use("another", points));
    }

    [Fact]
    public void It_lives_five_minutes_from_its_last_use()
    {
        CachePoint[] points = [new(1_500, 1, false)];
        _cache.Use("k", points);
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(1_500, _cache.Use("k", points).Read);
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(1_500, _cache.Use("k", points).Read);
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(new CacheUse(0, 1_500, 0), _cache.Use("k", points));
    }

    [Fact]
    public void Both_lifetimes_are_told_apart_and_kept()
    {
        CachePoint[] points = [new(1_500, 1, true), new(1_700, 2, false)];

        Assert.Equal(new CacheUse(0, 200, 1_500), _cache.Use("k", points));
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(new CacheUse(1_500, 200, 0), _cache.Use("k", points));
        _time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(new CacheUse(0, 200, 1_500), _cache.Use("k", points));
    }

    [Fact]
    public void A_longer_conversation_finds_its_beginning_within_twenty_blocks()
    {
        _cache.Use("k", [new(1_500, 1, false)]);
        CachePoint[] Longer(int blocks) => [new(1_500, 1, null), .. Enumerable.Range(1, blocks).Select(i => new CachePoint(1_500 + i, 100 + (ulong)i, i == blocks ? false : null))];

        Assert.Equal(new CacheUse(1_500, 20, 0), _cache.Use("k", Longer(20)));
        Assert.Equal(new CacheUse(0, 1_521, 0), new BlockCacheTests().UseAfterFirst(Longer(21)));
    }

    private CacheUse UseAfterFirst(CachePoint[] points)
    {
        _cache.Use("k", [new(1_500, 1, false)]);
        return _cache.Use("k", points);
    }
}
