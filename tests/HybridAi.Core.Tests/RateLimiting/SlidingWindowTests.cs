using HybridAi.Core.RateLimiting;

namespace HybridAi.Core.Tests.RateLimiting;

public sealed class SlidingWindowTests
{
    [Theory]
    [InlineData(1, 1, 1_000_000)]
    [InlineData(2, 7, 1_000_000)]
    [InlineData(3, 60, 60_000_000)]
    [InlineData(4, 3_000, 60_000_000)]
    [InlineData(5, 20_000, 86_400_000_000)]
    public void It_never_admits_more_in_any_window_and_refuses_only_what_is_due_within_a_tick(int seed, int limit, long window)
    {
        var random = new Random(seed);
        var sliding = new SlidingWindow();
        var exact = new Queue<long>();
        var (now, refused) = (0L, 0);
        for (var i = 0; i < 100_000; i++)
        {
            // Bursts, and pauses of up to two windows.
            now += random.Next(Math.Max(20, limit)) == 0 ? random.NextInt64(window / 2) : random.NextInt64((window / limit / 2) + 2);
            while (exact.Count > 0 && exact.Peek() <= now - window)
                exact.Dequeue();
            if (sliding.UsedAt(now, window) + 1 <= limit)
            {
                sliding.Take(1, now, window);
                exact.Enqueue(now);
                Assert.True(exact.Count <= limit, $"{exact.Count} within a window of {limit}");
                continue;
            }

            refused++;
            if (exact.Count >= limit)
                continue;
            // Where an exact log would have admitted it, it is admitted a tick later at the latest.
            var wait = sliding.UntilFreed(1, now, window);
            Assert.InRange(wait, 1, SlidingWindow.TickOf(window));
        }

        Assert.True(refused > 100);
    }

    [Fact]
    public void A_steady_load_at_the_limit_gets_999_of_1000()
    {
        const long Window = 60_000_000;
        const int Limit = 600;
        var sliding = new SlidingWindow();
        var admitted = 0;
        for (var now = 0L; now < 100 * Window; now += Window / Limit / 4)
        {
            if (sliding.UsedAt(now, Window) + 1 > Limit)
                continue;
            sliding.Take(1, now, Window);
            admitted++;
        }

        Assert.InRange(admitted, 100 * Limit * 0.999, 100 * Limit);
    }

    [Fact]
    public void A_load_below_the_limit_is_never_refused()
    {
        const long Window = 60_000_000;
        const int Limit = 1000;
        var sliding = new SlidingWindow();
        for (var now = 0L; now < 20 * Window; now += (Window / Limit) + SlidingWindow.TickOf(Window) / Limit + 1)
        {
            Assert.True(sliding.UsedAt(now, Window) + 1 <= Limit);
            sliding.Take(1, now, Window);
        }
    }

    [Fact]
    public void A_correction_counts_as_if_the_truth_had_been_known()
    {
        var window = new SlidingWindow();
        window.Take(500, 0, 60_000_000);
        window.Take(100, 10_000_000, 60_000_000);
        window.Correct(-400, 0, 20_000_000, 60_000_000);
        Assert.Equal(200, window.Used);
        window.Correct(50, 10_000_000, 20_000_000, 60_000_000);
        Assert.Equal(250, window.Used);
        // More than was taken is never given back.
        window.Correct(-1000, 10_000_000, 20_000_000, 60_000_000);
        Assert.Equal(100, window.Used);
        Assert.Equal(0, window.UsedAt(70_100_000, 60_000_000));
        // What is over needs no correction; what was used beyond it counts now.
        window.Correct(-100, 0, 80_000_000, 60_000_000);
        Assert.Equal(0, window.Used);
        window.Correct(30, 0, 80_000_000, 60_000_000);
        Assert.Equal(30, window.UsedAt(139_000_000, 60_000_000));
    }
}
