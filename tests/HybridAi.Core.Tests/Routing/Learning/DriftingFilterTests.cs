using HybridAi.Core.Metrics;
using HybridAi.Core.Routing.Learning;

namespace HybridAi.Core.Tests.Routing.Learning;

public sealed class DriftingFilterTests
{
    private const int Size = FeatureVector.Size;
    private const int Level = FeatureVector.LevelOne;

    private static readonly long Start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).Ticks;

    [Fact]
    public void Learn_OneValue_IsTheBayesianRegressionInClosedForm()
    {
        var filter = new DriftingFilter(Shape(variance: 0.5, noise: 2));
        var x = Features(1, 3);
        filter.Learn(x, 4, Start);
        // Prior N(0, ½I): mean = ½·x·y / (2 + ½·|x|²), with |x|² = 1 + 9.
        Assert.Equal(0.5 * 4 / 7, filter.View().Mean[0], 12);
        Assert.Equal(1.5 * 4 / 7, filter.View().Mean[1], 12);
        Assert.Equal(0.5 - (0.25 / 7), filter.View().Covariance[0], 12);
        Assert.Equal(-0.5 * 1.5 / 7, filter.View().Covariance[1], 12);
        Assert.Equal(5 - (5 * 5 / 7.0), filter.View().Doubt(x, 1), 12);
    }

    [Fact]
    public void Learn_ManyValuesOnALine_FindsTheLine()
    {
        var filter = new DriftingFilter(Shape(variance: 4, noise: 0.01));
        for (var i = 0; i < 500; i++)
            filter.Learn(Features(1, i % 7), 2 - (0.5 * (i % 7)), Start + i);
        Assert.Equal(2, filter.View().Mean[0], 2);
        Assert.Equal(-0.5, filter.View().Mean[1], 2);
    }

    [Fact]
    public void Learn_NoisyValues_KnowsHowNoisy()
    {
        var (filter, random) = (new DriftingFilter(Shape(variance: 1, noise: 1)), new RandomSource(4));
        for (var i = 0; i < 4000; i++)
            filter.Learn(Features(1, 0), 3 + (0.4 * Normal(random)), Start + i);
        Assert.InRange(filter.View().Noise, 0.1, 0.24);
    }

    [Fact]
    public void Level_FadesByTheClock_AndDoubtComesBack()
    {
        var shape = Shape(variance: 0, noise: 0.1, level: 1);
        var filter = new DriftingFilter(shape);
        // All that varies is the level.
        for (var i = 0; i < 200; i++)
            filter.Learn(Features(1, 0), 2, Start + i);
        var (view, x) = (filter.View(), Features(1, 0));
        var level = view.Forecast(x, view.FadeAt(Start + 199));
        Assert.InRange(level, 1.95, 2);
        var later = Start + 199 + shape.LevelMemory.Ticks;
        Assert.Equal(Math.Exp(-1), view.FadeAt(later), 12);
        Assert.Equal(level / Math.E, view.Forecast(x, view.FadeAt(later)), 9);
        var known = view.Covariance[^1];
        Assert.Equal((known / (Math.E * Math.E)) + 1 - Math.Exp(-2), view.Doubt(x, view.FadeAt(later)), 9);
        filter.Learn(x, 2, later);
        Assert.InRange(filter.View().Mean[Level], 1.8, 2);
    }

    [Fact]
    public void Learn_WhatNeverVaries_KeepsAllVariancesBelowTheFirst()
    {
        var (filter, random) = (new DriftingFilter(FilterShapes.Whole), new RandomSource(1));
        FeatureVector x = default;
        x.SetTime(new DateTimeOffset(2026, 3, 2, 3, 0, 0, TimeSpan.Zero));
        x.SetInput(1000);
        for (var i = 0; i < 50_000; i++)
            filter.Learn(x, Normal(random), Start + (i * TimeSpan.TicksPerSecond));
        var view = filter.View();
        for (var i = 0; i < Size - 1; i++)
            Assert.InRange(view.Covariance[(i * Size) + i], 0, FilterShapes.Whole.Variance[i] + 1e-9);
        Assert.All(view.Mean, value => Assert.InRange(value, -3, 3));
        Assert.InRange(view.Covariance[^1], 0, FilterShapes.Whole.LevelVariance + 1e-9);
    }

    [Fact]
    public void Learn_AnythingForVeryLong_StaysACovarianceAndFinite()
    {
        var (whole, failure, random) = (new DriftingFilter(FilterShapes.Whole), new DriftingFilter(FilterShapes.Failure), new RandomSource(8));
        var now = Start;
        for (var i = 0; i < 60_000; i++)
        {
            // From a millisecond to hours, in bursts and after months, on sides that change by the thousand.
            now += (long)(TimeSpan.TicksPerMillisecond * Math.Pow(10, 10 * random.Next() * random.Next()));
            FeatureVector x = default;
            x.SetTime(new DateTimeOffset(now, TimeSpan.Zero));
            x.SetInput(Math.Pow(10, 7 * random.Next()));
            x.SetLoad((int)(600 * random.Next() * random.Next()));
            x[FeatureVector.Output] = FeatureVector.OutputFeature(Math.Pow(10, 9 * random.Next()));
            whole.Learn(x, (i / 1000 % 2 == 0 ? -6.9 : 9) + Normal(random), now);
            failure.LearnEvent(x, random.Next() < (i / 1000 % 3 == 0 ? 1 : 0.01), now);
        }

        foreach (var view in new[] { whole.View(), failure.View() })
        {
            Assert.All(view.Mean, value => Assert.InRange(value, -1000, 1000));
            Assert.InRange(view.Noise, 0, 1000);
            for (var i = 0; i < Size; i++)
            {
                Assert.InRange(view.Covariance[(i * Size) + i], 0, 1000);
                for (var j = 0; j < Size; j++)
                {
                    Assert.Equal(view.Covariance[(i * Size) + j], view.Covariance[(j * Size) + i]);
                    // By Cauchy and Schwarz.
                    Assert.InRange(Math.Pow(view.Covariance[(i * Size) + j], 2), 0, (view.Covariance[(i * Size) + i] * view.Covariance[(j * Size) + j]) + 1e-9);
                }
            }
        }
    }

    [Fact]
    public void Learn_OneValueFarOff_MovesLittle()
    {
        var (far, farther) = (Known(), Known());
        far.Learn(Features(1, 0), 50, Start + 1000);
        farther.Learn(Features(1, 0), 5_000_000, Start + 1000);
        Assert.Equal(far.View().Mean[0], farther.View().Mean[0], 12);
        Assert.InRange(far.View().Mean[0], 1, 1.3);

        static DriftingFilter Known()
        {
            var filter = new DriftingFilter(Shape(variance: 1, noise: 0.1));
            for (var i = 0; i < 100; i++)
                filter.Learn(Features(1, 0), 1, Start + i);
            return filter;
        }
    }

    [Fact]
    public void Learn_SomeValuesFarOffOnTheSameSide_FollowsAtOnce()
    {
        var (jumped, mixed) = (Jumping(), Jumping());
        foreach (var value in new[] { 4.0, 4, 4, 4 })
            jumped.Learn(Features(1, 0), value, Start + 2000);
        foreach (var value in new[] { 4.0, -2, 4, -2 })
            mixed.Learn(Features(1, 0), value, Start + 2000);
        Assert.InRange(jumped.View().Forecast(Features(1, 0), 1), 3.2, 4.2);
        Assert.InRange(mixed.View().Forecast(Features(1, 0), 1), 0.6, 1.6);

        static DriftingFilter Jumping()
        {
            var (filter, random) = (new DriftingFilter(Shape(variance: 0.1, noise: 0.05, level: 0.1)), new RandomSource(3));
            for (var i = 0; i < 300; i++)
                filter.Learn(Features(1, 0), 1 + (0.2 * Normal(random)), Start + i);
            return filter;
        }
    }

    [Theory]
    [InlineData(0.04)]
    [InlineData(0.3)]
    public void LearnEvent_FindsTheProbability_AndWhatItDependsOn(double probability)
    {
        var (filter, random) = (new DriftingFilter(Shape(variance: 4, noise: 1)), new RandomSource(9));
        for (var i = 0; i < 20_000; i++)
            filter.LearnEvent(Features(1, i % 2), random.Next() < (i % 2 == 0 ? probability : 2 * probability), Start + i);
        var view = filter.View();
        Assert.InRange(DriftingFilter.Logistic(view.Forecast(Features(1, 0), 1)), 0.85 * probability, 1.15 * probability);
        Assert.InRange(DriftingFilter.Logistic(view.Forecast(Features(1, 1), 1)), 1.7 * probability, 2.3 * probability);
    }

    [Fact]
    public void Restore_ContinuesAsTheOneItWasTakenFrom()
    {
        var (one, other) = (new DriftingFilter(FilterShapes.First), new DriftingFilter(FilterShapes.First));
        for (var i = 0; i < 100; i++)
            one.Learn(Features(1, i % 5), i % 11, Start + (i * 1000));
        other.Restore(one.View());
        one.Learn(Features(1, 2), 3, Start + 200_000);
        other.Learn(Features(1, 2), 3, Start + 200_000);
        Assert.Equal(one.View().Mean, other.View().Mean);
        Assert.Equal(one.View().Covariance, other.View().Covariance);
        Assert.Equal(one.View().Count, other.View().Count);
    }

    private static FilterShape Shape(double variance, double noise, double level = 0) => new()
    {
        Mean = new double[Size],
        Variance = [.. Enumerable.Repeat(variance, Size)],
        Walk = new double[Size],
        LevelVariance = level,
        LevelMemory = TimeSpan.FromMinutes(2),
        Noise = noise,
    };

    private static double[] Features(double first, double second)
    {
        var features = new double[Size];
        (features[0], features[1], features[Level]) = (first, second, 1);
        return features;
    }

    private static double Normal(RandomSource random) => Math.Sqrt(-2 * Math.Log(1 - random.Next())) * Math.Cos(2 * Math.PI * random.Next());
}
