using HybridAi.Core.Health.Resources;
using HybridAi.Core.Tests.Metrics;

namespace HybridAi.Core.Tests.Health.Resources;

/// <summary>What is done as memory runs short, in its order, with a process whose memory a test decides.</summary>
public sealed class MemoryGuardTests
{
    private readonly ManualClock _clock = new();
    private readonly FakeMemory _memory = new();
    private readonly FakeCache _cache = new() { Bytes = 400 };

    [Fact]
    public void Below_the_mark_nothing_is_done()
    {
        var guard = Guard();
        foreach (var used in new[] { 0, 500, 799 })
            Assert.Equal(MemoryActs.None, Look(guard, used));
        Assert.Equal((400, 0, false), (_cache.Bytes, _memory.Collections, guard.IsRefusing));
    }

    [Fact]
    public void Caches_shrink_first_then_memory_is_compacted_and_only_then_nothing_new_is_taken()
    {
        var guard = Guard();
        Assert.Equal(MemoryActs.Shrunk, Look(guard, 800));
        Assert.Equal((200, 0, false), (_cache.Bytes, _memory.Collections, guard.IsRefusing));
        Assert.Equal(MemoryActs.Collected | MemoryActs.Refused, Look(guard, 800));
        Assert.Equal((200, 1, true), (_cache.Bytes, _memory.Collections, guard.IsRefusing));
    }

    [Fact]
    public void Where_shrinking_helps_nothing_is_compacted_and_where_compacting_does_nothing_is_refused()
    {
        var guard = Guard();
        Look(guard, 850);
        Assert.Equal(MemoryActs.None, Look(guard, 780));
        // The same rise: what was given up then is not given up again before a collection.
        _memory.FreedByCollection = 300;
        Assert.Equal(MemoryActs.Collected, Look(guard, 850));
        Assert.Equal((200, 1, false, 550), (_cache.Bytes, _memory.Collections, guard.IsRefusing, _memory.Used));
    }

    [Fact]
    public void Requests_are_taken_again_only_below_the_lower_mark()
    {
        var guard = Refusing();
        foreach (var used in new[] { 799, 750, 700 })
        {
            Assert.Equal(MemoryActs.None, Look(guard, used));
            Assert.True(guard.IsRefusing);
        }

        Assert.Equal(MemoryActs.Resumed, Look(guard, 699));
        Assert.False(guard.IsRefusing);
        Assert.Equal(MemoryActs.None, Look(guard, 750));
    }

    [Fact]
    public void While_nothing_is_taken_it_is_compacted_again_but_no_more_often_than_so()
    {
        var guard = Refusing();
        for (var i = 0; i < 59; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            Assert.Equal(MemoryActs.None, Look(guard, 900));
        }

        _clock.Advance(TimeSpan.FromMilliseconds(500));
        _memory.FreedByCollection = 500;
        Assert.Equal(MemoryActs.Shrunk | MemoryActs.Collected | MemoryActs.Resumed, Look(guard, 900));
        Assert.Equal((100, 2, false), (_cache.Bytes, _memory.Collections, guard.IsRefusing));
    }

    [Fact]
    public void Until_the_next_collection_may_be_made_it_goes_on_unless_it_is_critical()
    {
        var guard = Guard();
        _memory.FreedByCollection = 300;
        Look(guard, 850);
        Look(guard, 850);
        Assert.Equal(1, _memory.Collections);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(MemoryActs.Shrunk, Look(guard, 900));
        Assert.Equal(MemoryActs.None, Look(guard, 940));
        Assert.False(guard.IsRefusing);
        Assert.Equal(MemoryActs.Refused, Look(guard, 950));
        Assert.Equal((1, true), (_memory.Collections, guard.IsRefusing));
    }

    [Fact]
    public void What_is_critical_at_once_gets_everything_at_once()
    {
        var guard = Guard();
        Assert.Equal(MemoryActs.Shrunk | MemoryActs.Collected | MemoryActs.Refused, Look(guard, 990));
    }

    [Fact]
    public void The_heap_counts_by_its_own_limit()
    {
        var guard = Guard();
        (_memory.Used, _memory.Heap) = (100, 400);
        Assert.Equal(MemoryActs.Shrunk, guard.Look().Acts);
        Assert.Equal(0.8, guard.Look().Reading.Share);
    }

    [Fact]
    public void Switched_off_it_only_measures()
    {
        var guard = Guard(new MemoryOptions { Guard = false });
        for (var i = 0; i < 5; i++)
            Assert.Equal(MemoryActs.None, Look(guard, 1_000));
        Assert.Equal((400, 0, false, 1.0), (_cache.Bytes, _memory.Collections, guard.IsRefusing, guard.Look().Reading.Share));
    }

    private MemoryGuard Guard(MemoryOptions? options = null) => new(_memory, [_cache], options ?? new MemoryOptions(), _clock);

    private MemoryGuard Refusing()
    {
        var guard = Guard();
        Look(guard, 900);
        Look(guard, 900);
        Assert.True(guard.IsRefusing);
        return guard;
    }

    private MemoryActs Look(MemoryGuard guard, int used)
    {
        _memory.Used = used;
        return guard.Look().Acts;
    }

    private sealed class FakeMemory : IProcessMemory
    {
        public int Used { get; set; }

        public int Heap { get; set; }

        public int FreedByCollection { get; set; }

        public int Collections { get; private set; }

        public MemoryReading Read() => new(Used, 1_000, Heap, 500);

        public void Collect()
        {
            Collections++;
            Used -= FreedByCollection;
        }
    }

    private sealed class FakeCache : IMemoryHolder
    {
        public long Bytes { get; set; }

        public void ShrinkTo(long bytes) => Bytes = bytes;
    }
}
