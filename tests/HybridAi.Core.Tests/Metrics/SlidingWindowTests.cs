using HybridAi.Core.Metrics;

namespace HybridAi.Core.Tests.Metrics;

public sealed class SlidingWindowTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void What_was_counted_is_forgotten_when_its_slot_leaves_the_window()
    {
        var window = new SlidingWindow<int[]>(TimeSpan.FromSeconds(10), 3, _clock, () => new int[1]);
        Assert.Equal(0, Sum(window));
        foreach (var count in new[] { 1, 10, 100 })
        {
            window.Current[0] += count;
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(110, Sum(window));
        window.Current[0] += 1000;
        Assert.Equal(1110, Sum(window));
        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(1100, Sum(window));
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(0, Sum(window));
        window.Current[0] = 5;
        Assert.Equal(5, Sum(window));
    }

    [Fact]
    public void No_count_is_lost_when_many_threads_begin_a_slot_at_once()
    {
        var window = new SlidingWindow<int[]>(TimeSpan.FromSeconds(1), 1000, _clock, () => new int[1]);
        Parallel.For(0, 8, thread =>
        {
            for (var i = 0; i < 500; i++)
            {
                Interlocked.Increment(ref window.Current[0]);
                if (thread == 0)
                    _clock.Advance(TimeSpan.FromSeconds(1));
            }
        });
        Assert.Equal(4000, Sum(window));
    }

    private static int Sum(SlidingWindow<int[]> window)
    {
        var values = new int[window.Slots][];
        return values.Take(window.CopyTo(values)).Sum(value => value[0]);
    }
}
