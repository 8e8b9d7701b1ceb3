using HybridAi.Core.Metrics;

namespace HybridAi.Core.Tests.Metrics;

public sealed class DecayingAverageTests
{
    private static readonly TimeSpan HalfLife = TimeSpan.FromSeconds(30);
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_value_counts_half_as_much_when_it_is_a_half_life_old()
    {
        var average = new DecayingAverage(HalfLife, _clock);
        Assert.Null(average.Value);
        average.Add(100);
        Assert.Equal(100, average.Value);
        _clock.Advance(HalfLife);
        average.Add(400);
        Assert.Equal(((100 * 0.5) + 400) / 1.5, average.Value!.Value, 9);
        _clock.Advance(HalfLife * 20);
        average.Add(10);
        Assert.Equal(10, average.Value!.Value, 0.01);
    }

    [Fact]
    public void Values_of_one_moment_count_the_same_and_time_alone_changes_nothing()
    {
        var average = new DecayingAverage(HalfLife, _clock);
        for (var i = 1; i <= 100; i++)
            average.Add(i);
        Assert.Equal(50.5, average.Value!.Value, 9);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(50.5, average.Value!.Value, 9);
    }

    [Fact]
    public void A_steady_stream_adds_up_to_its_rate_and_fades_when_it_ends()
    {
        var average = new DecayingAverage(HalfLife, _clock);
        Assert.Equal(0, average.PerSecond(_clock.GetTimestamp()));
        for (var i = 0; i < 6000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            average.Add(0.3);
        }

        Assert.Equal(3, average.PerSecond(_clock.GetTimestamp()), 0.01);
        _clock.Advance(HalfLife);
        Assert.Equal(1.5, average.PerSecond(_clock.GetTimestamp()), 0.01);
    }

    [Fact]
    public void Among_zeros_few_and_old_values_say_little()
    {
        var rate = new DecayingAverage(HalfLife, _clock);
        Assert.Equal(0, rate.ValueAmongZeros(2, _clock.GetTimestamp()));
        rate.Add(1);
        Assert.Equal(1.0 / 3, rate.ValueAmongZeros(2, _clock.GetTimestamp()), 9);
        _clock.Advance(HalfLife);
        Assert.Equal(0.5 / 2.5, rate.ValueAmongZeros(2, _clock.GetTimestamp()), 9);
        _clock.Advance(HalfLife * 100);
        Assert.Equal(0, rate.ValueAmongZeros(2, _clock.GetTimestamp()), 9);
        for (var i = 0; i < 1000; i++)
            rate.Add(1);
        Assert.InRange(rate.ValueAmongZeros(2, _clock.GetTimestamp()), 0.99, 1);
    }

    [Fact]
    public void No_value_is_lost_when_many_threads_add()
    {
        var average = new DecayingAverage(HalfLife, _clock);
        Parallel.For(0, 8, thread =>
        {
            for (var i = 0; i < 5_000; i++)
                average.Add(thread % 2);
        });
        Assert.Equal(0.5, average.Value!.Value, 12);
        Assert.Equal(20_000 / 40_002.0, average.ValueAmongZeros(2, _clock.GetTimestamp()), 12);
    }
}
