using HybridAi.Core.Health;

namespace HybridAi.Core.Tests.Health;

public sealed class DegradationTests
{
    private const double CallsOfSecond = 5;
    private static readonly HealthOptions Options = new();
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    // A week in stretches of five minutes; each of them is quicker or slower than the mean as times are.
    [Theory]
    [InlineData(0.3, 0.0)]
    [InlineData(0.5, 0.0)]
    [InlineData(0.3, 0.03)]
    public void Thirty_per_cent_slower_is_found_within_a_minute(double within, double between)
    {
        var random = new Random(3);
        var baseline = Week(random, within, between);
        for (var trial = 0; trial < 50; trial++)
        {
            var window = new HealthWindow();
            Pass(random, window, TimeSpan.Zero, TimeSpan.FromMinutes(2), within, factor: 1);
            var begin = TimeSpan.FromMinutes(2);
            TimeSpan? found = null;
            for (var now = begin; now < begin + TimeSpan.FromMinutes(2) && found is null; now += Look)
            {
                Pass(random, window, now, now + Look, within, factor: 1.3);
                found = IsSlow(window, now + Look, baseline) ? now + Look - begin : null;
            }

            Assert.True(found <= TimeSpan.FromSeconds(60), $"trial {trial}: {found}");
        }
    }

    [Theory]
    [InlineData(0.3, 0.0)]
    [InlineData(0.6, 0.0)]
    [InlineData(0.4, 0.15)]
    public void In_a_day_of_looks_every_second_what_is_as_always_is_not_called_slow(double within, double between)
    {
        var random = new Random(5);
        var baseline = Week(random, within, between);
        var window = new HealthWindow();
        var (alarms, level) = (0, 1.0);
        for (var now = TimeSpan.Zero; now < TimeSpan.FromDays(1); now += Look)
        {
            if (now.TotalMinutes % 5 == 0)
                level = Math.Exp(between * LatencyTests.Normal(random));
            Pass(random, window, now, now + Look, within, level);
            alarms += IsSlow(window, now + Look, baseline) ? 1 : 0;
        }

        Assert.Equal(0, alarms);
    }

    [Fact]
    public void What_is_certain_but_small_is_no_slowdown()
    {
        var baseline = Week(new Random(1), 0.1, 0);
        var slower = LatencyTests.Of(Enumerable.Range(0, 5000).Select(i => 400 * 1.1 * (i % 2 == 0 ? 1.1 : 1 / 1.1)));
        Assert.Null(Degradation.Slowdown(slower, baseline, 1, Options));
        Assert.Equal(1.1, Degradation.Slowdown(slower, baseline, 1, new HealthOptions { LeastSlowdown = 0.05 })!.Value, 0.02);
    }

    [Fact]
    public void Of_little_nothing_is_said()
    {
        var baseline = Week(new Random(1), 0.1, 0);
        var slow = LatencyTests.Of(Enumerable.Repeat(4000.0, 20));
        Assert.NotNull(Degradation.Slowdown(slow, baseline, 1, Options));
        Assert.Null(Degradation.Slowdown(LatencyTests.Of(Enumerable.Repeat(4000.0, 19)), baseline, 1, Options));
        Assert.Null(Degradation.Slowdown(slow, baseline with { Count = 99 }, 1, Options));
        Assert.Null(Degradation.Slowdown(slow, baseline with { Stretches = 2 }, 1, Options));
        Assert.Null(Degradation.FailsMoreThan(19, 19, Failing(1_000_000, 0), 1, Options));
        Assert.Null(Degradation.FailsMoreThan(100, 100, Failing(99, 0), 1, Options));
    }

    [Fact]
    public void More_failures_than_usual_are_found_and_the_usual_ones_are_not()
    {
        // One in a thousand usually fails. Were a tenth found by chance alone, the share of binomial tails beyond it would have to be above 1 in 144,000 looks.
        var usual = Failing(1_000_000, 1000);
        Assert.Equal(0.001, Degradation.FailsMoreThan(300, 9, usual, 3, Options));
        Assert.Null(Degradation.FailsMoreThan(300, 4, usual, 3, Options));
        var often = Failing(1_000_000, 30_000);
        var random = new Random(9);
        for (var look = 0; look < 20_000; look++)
        {
            var failed = Enumerable.Range(0, 100).Count(_ => random.NextDouble() < 0.03);
            Assert.Null(Degradation.FailsMoreThan(100, failed, often, 3, Options));
        }
    }

    [Fact]
    public void A_baseline_of_few_calls_that_all_went_well_is_no_proof_that_none_fails()
    {
        Assert.Null(Degradation.FailsMoreThan(100, 6, Failing(100, 0), 3, Options));
        Assert.NotNull(Degradation.FailsMoreThan(100, 8, Failing(100_000, 0), 3, Options));
    }

    private static HealthBaseline Failing(long calls, long failed) => new("one/m", calls, failed, default, default);

    private static LatencyBaseline Week(Random random, double within, double between)
    {
        var baseline = default(LatencyBaseline);
        for (var stretch = 0; stretch < 2016; stretch++)
        {
            var level = 400 * Math.Exp(between * LatencyTests.Normal(random));
            baseline = baseline.With(LatencyTests.Of(Enumerable.Range(0, 100).Select(_ => level * Math.Exp(within * LatencyTests.Normal(random)))));
        }

        return baseline;
    }

    private static void Pass(Random random, HealthWindow window, TimeSpan from, TimeSpan to, double within, double factor)
    {
        for (var at = from; at < to; at += TimeSpan.FromSeconds(1 / CallsOfSecond))
            window.Add(at, failed: false, streamed: true, TimeSpan.FromMilliseconds(400 * factor * Math.Exp(within * LatencyTests.Normal(random))));
    }

    private static bool IsSlow(HealthWindow window, TimeSpan now, LatencyBaseline baseline) =>
        HealthWindow.Lengths.Any(length => Degradation.Slowdown(window.Sum(now, length).Streams, baseline, HealthWindow.Lengths.Count, Options) is not null);
}
