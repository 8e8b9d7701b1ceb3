using HybridAi.Core.Resilience.Hedging;
using HybridAi.Core.Tests.Metrics;

namespace HybridAi.Core.Tests.Resilience.Hedging;

public sealed class AnswerTimesTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly ManualClock _time = new();

    [Fact]
    public void Without_anything_given_up_it_is_the_quantile_to_a_bucket()
    {
        var times = new AnswerTimes(Window, _time);
        for (var i = 1; i <= 1000; i++)
            times.Came(TimeSpan.FromMilliseconds(i));
        foreach (var share in new[] { 0.5, 0.9, 0.95, 0.999 })
            Assert.InRange(times.Quantile(share, 30)!.Value.TotalMilliseconds / (1000 * share), 1, Math.Pow(2, 0.25));
    }

    [Fact]
    public void What_is_given_up_at_random_does_not_move_the_quantiles()
    {
        // Times of an exponential distribution with a mean of a second, four tenths of which are cut short by an independent time: as callers hang up, or second attempts win.
        var (random, times) = (new Random(3), new AnswerTimes(Window, _time));
        var naive = new AnswerTimes(Window, _time);
        for (var i = 0; i < 20_000; i++)
        {
            var (took, patience) = (-Math.Log(1 - random.NextDouble()), -Math.Log(1 - random.NextDouble()) * 1.5);
            if (took <= patience)
            {
                times.Came(TimeSpan.FromSeconds(took));
                naive.Came(TimeSpan.FromSeconds(took));
            }
            else
                times.GivenUp(TimeSpan.FromSeconds(patience));
        }

        foreach (var share in new[] { 0.5, 0.9, 0.95 })
        {
            var exact = -Math.Log(1 - share);
            Assert.InRange(times.Quantile(share, 30)!.Value.TotalSeconds / exact, 0.9, 1.3);
        }

        // What only looks at those that came is far too quick, so that more and more would be late.
        Assert.True(naive.Quantile(0.95, 30)!.Value.TotalSeconds < 0.75 * -Math.Log(0.05));
    }

    [Fact]
    public void Cutting_the_slowest_short_at_the_quantile_leaves_it_where_it_is()
    {
        var (random, times) = (new Random(4), new AnswerTimes(Window, _time));
        for (var i = 0; i < 500; i++)
            times.Came(TimeSpan.FromSeconds(1 + random.NextDouble()));
        var before = times.Quantile(0.95, 30)!.Value;
        for (var i = 0; i < 20_000; i++)
        {
            var (took, late) = (TimeSpan.FromSeconds(1 + random.NextDouble()), times.Quantile(0.95, 30)!.Value);
            if (took <= late)
                times.Came(took);
            else
                times.GivenUp(late);
        }

        Assert.Equal(before, times.Quantile(0.95, 30));
    }

    [Fact]
    public void If_more_than_the_rest_was_given_up_it_is_as_long_as_is_known()
    {
        var times = new AnswerTimes(Window, _time);
        for (var i = 0; i < 90; i++)
            times.Came(TimeSpan.FromMilliseconds(100));
        for (var i = 0; i < 10; i++)
            times.GivenUp(TimeSpan.FromSeconds(4));
        Assert.InRange(times.Quantile(0.9, 30)!.Value.TotalMilliseconds, 100, 120);
        Assert.InRange(times.Quantile(0.95, 30)!.Value.TotalSeconds, 4, 4.8);
    }

    [Fact]
    public void Too_few_answers_say_nothing_however_many_were_given_up()
    {
        var times = new AnswerTimes(Window, _time);
        for (var i = 0; i < 29; i++)
            times.Came(TimeSpan.FromMilliseconds(100));
        for (var i = 0; i < 100; i++)
            times.GivenUp(TimeSpan.FromMilliseconds(100));
        Assert.Null(times.Quantile(0.95, 30));
        times.Came(TimeSpan.FromMilliseconds(100));
        Assert.NotNull(times.Quantile(0.95, 30));
        _time.Advance(Window + TimeSpan.FromMinutes(1));
        Assert.Null(times.Quantile(0.95, 30));
    }
}
