using HybridAi.Core.Caching;
using HybridAi.Core.Configuration;
using HybridAi.Core.Tests.Metrics;

namespace HybridAi.Core.Tests.Caching;

public sealed class MemoryCacheLevelTests
{
    private static readonly long Size = Answers.Answer(0).Size;
    private readonly ManualClock _clock = new();

    [Fact]
    public void An_answer_is_found_by_its_key_and_organization_only()
    {
        var level = Level(10);
        var answer = Answers.Answer(1);
        level.Keep(answer);
        Assert.Same(answer, level.Find(Answers.Key(1)));
        Assert.Null(level.Find(Answers.Key(2)));
        Assert.Null(level.Find(Answers.Key(1, Answers.Other)));
        level.Remove(Answers.Key(1));
        Assert.Null(level.Find(Answers.Key(1)));
        Assert.Equal(0, level.Bytes);
    }

    [Fact]
    public void When_room_is_wanted_the_least_recently_used_of_all_goes()
    {
        var gone = new List<CachedAnswer>();
        var level = new MemoryCacheLevel(new ByteSize(100 * Size), _clock, gone.Add);
        for (var i = 0; i < 100; i++)
            Later(() => level.Keep(Answers.Answer(i)));
        // The first half is used again, so that the second half goes first, in its order.
        for (var i = 0; i < 50; i++)
            Later(() => Assert.NotNull(level.Find(Answers.Key(i))));
        for (var i = 100; i < 160; i++)
            Later(() => level.Keep(Answers.Answer(i)));
        Assert.Equal([.. Enumerable.Range(50, 50), .. Enumerable.Range(0, 10)], gone.Select(answer => (int)answer.Key.Low));
        Assert.Equal((60, 100 * Size), (level.Evictions, level.Bytes));
    }

    [Fact]
    public void Shrinking_gives_up_the_least_recently_used_and_leaves_all_room_for_what_comes()
    {
        var gone = new List<CachedAnswer>();
        var level = new MemoryCacheLevel(new ByteSize(10 * Size), _clock, gone.Add);
        for (var i = 0; i < 10; i++)
            Later(() => level.Keep(Answers.Answer(i)));
        Later(() => level.Find(Answers.Key(0)));
        level.ShrinkTo(level.Bytes / 2);
        Assert.Equal([1, 2, 3, 4, 5], gone.Select(answer => (int)answer.Key.Low));
        Assert.Equal([0, 6, 7, 8, 9], Found(level, 10));
        for (var i = 10; i < 15; i++)
            Later(() => level.Keep(Answers.Answer(i)));
        Assert.Equal((10 * Size, 5), (level.Bytes, level.Evictions));
        level.ShrinkTo(0);
        Assert.Equal((0, 15), (level.Bytes, level.Evictions));
    }

    [Fact]
    public void The_bound_is_in_bytes()
    {
        var level = Level(10);
        for (var i = 0; i < 10; i++)
            Later(() => level.Keep(Answers.Answer(i)));
        Later(() => level.Keep(Answers.Answer(10, new string('x', 4 * (int)Size))));
        Assert.Equal([5, 6, 7, 8, 9, 10], Found(level, 11));
        Assert.InRange(level.Bytes, 0, 10 * Size);
    }

    [Fact]
    public void One_that_is_larger_than_all_room_is_not_kept_and_what_had_its_place_goes()
    {
        var level = Level(2);
        level.Keep(Answers.Answer(1));
        level.Keep(Answers.Answer(2));
        level.Keep(Answers.Answer(1, new string('x', 2 * (int)Size)));
        Assert.Equal([2], Found(level, 3));
    }

    [Fact]
    public async Task An_answer_of_the_same_key_takes_the_place_of_the_one_before()
    {
        var level = Level(10);
        level.Keep(Answers.Answer(1, "old"));
        level.Keep(Answers.Answer(1, "newer"));
        var status = await level.StatusAsync(default);
        Assert.Equal((1L, Answers.Answer(1, "newer").Size), (status.Entries, status.Bytes));
        Assert.Equal("newer"u8.ToArray(), level.Find(Answers.Key(1))!.Body.ToArray());
    }

    [Fact]
    public void What_has_expired_is_gone_and_its_room_free()
    {
        var level = Level(10);
        level.Keep(Answers.Answer(1, ttl: TimeSpan.FromMinutes(1)));
        _clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.NotNull(level.Find(Answers.Key(1)));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(level.Find(Answers.Key(1)));
        Assert.Equal(0, level.Bytes);
        level.Keep(Answers.Answer(1, ttl: TimeSpan.FromMinutes(1)));
        Assert.Null(level.Find(Answers.Key(1)));
    }

    [Fact]
    public void A_sweep_takes_what_is_unwanted_and_what_has_expired()
    {
        var level = Level(10);
        level.Keep(Answers.Answer(1, ttl: TimeSpan.FromMinutes(1)));
        level.Keep(Answers.Answer(2));
        level.Keep(Answers.Answer(3));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(2, level.Sweep(answer => answer.Key == Answers.Key(3)));
        Assert.Equal([2], Found(level, 4));
        Assert.Equal(Size, level.Bytes);
    }

    [Fact]
    public async Task Many_at_once_never_pass_the_bound_for_good_and_lose_no_byte_of_the_count()
    {
        var level = Level(50);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(() =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 20_000; i++)
            {
                var number = random.Next(200);
                switch (random.Next(4))
                {
                    case 0: level.Keep(Answers.Answer(number, new string('x', random.Next(1000)))); break;
                    case 1: level.Remove(Answers.Key(number)); break;
                    default: _ = level.Find(Answers.Key(number)); break;
                }
            }
        })));
        Assert.InRange(level.Bytes, 1, 50 * Size);
        Assert.Equal(Enumerable.Range(0, 200).Sum(i => level.Find(Answers.Key(i))?.Size ?? 0), level.Bytes);
    }

    [Fact]
    public void A_hit_allocates_nothing()
    {
        var level = new MemoryCacheLevel(new ByteSize(100 * Size), TimeProvider.System);
        level.Keep(Answers.Answer(1, at: TimeProvider.System.GetUtcNow()));
        _ = level.Find(Answers.Key(1));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Assert.True(level.FindAsync(Answers.Key(1), default).IsCompletedSuccessfully);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private MemoryCacheLevel Level(int answers) => new(new ByteSize(answers * Size), _clock);

    private void Later(Action action)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        action();
    }

    // Each look is a use.
    private int[] Found(MemoryCacheLevel level, int count)
    {
        var found = new List<int>();
        for (var i = 0; i < count; i++)
        {
            Later(() =>
            {
                if (level.Find(Answers.Key(i)) is not null)
                    found.Add(i);
            });
        }

        return [.. found];
    }
}
