using HybridAi.Core.Metrics;

namespace HybridAi.Core.Tests.Metrics;

public sealed class QuantileSketchTests
{
    private static readonly double[] Ranks = [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

    public static TheoryData<string, int> Distributions()
    {
        var data = new TheoryData<string, int>();
        foreach (var name in new[] { "uniform", "lognormal", "pareto", "two humps", "constant", "powers" })
        {
            for (var seed = 1; seed <= 5; seed++)
                data.Add(name, seed);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Every_quantile_is_within_one_percent_of_the_true_value(string distribution, int seed)
    {
        var values = Values(distribution, seed, 1 + (seed * 1777));
        var sketch = Sketch(values);
        Array.Sort(values);
        Assert.Equal(values.Length, sketch.Count);
        foreach (var rank in Ranks)
        {
            var truth = values[(int)(rank * (values.Length - 1))];
            Assert.InRange(sketch.Quantile(rank)!.Value, truth * (1 - QuantileSketch.Accuracy) * 0.999999, truth * (1 + QuantileSketch.Accuracy) * 1.000001);
        }
    }

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Merged_sketches_are_the_sketch_of_all_their_values(string distribution, int seed)
    {
        var (a, b, c) = (Values(distribution, seed, 900), Values("uniform", seed + 100, 13), Values("lognormal", seed + 200, 400));
        var whole = Sketch([.. a, .. b, .. c]);
        var merged = Sketch(a);
        merged.Add(Sketch(b));
        merged.Add(Sketch(c));
        Span<double> union = new double[Ranks.Length];
        Assert.Equal(whole.Count, QuantileSketch.Quantiles([Sketch(a), Sketch(b), new QuantileSketch(), Sketch(c)], Ranks, union));
        Assert.Equal(whole.Count, merged.Count);
        for (var i = 0; i < Ranks.Length; i++)
            Assert.Equal((whole.Quantile(Ranks[i]), whole.Quantile(Ranks[i])!.Value), (merged.Quantile(Ranks[i]), union[i]));
    }

    [Fact]
    public void Values_out_of_range_count_as_its_ends_and_nothing_has_no_quantile()
    {
        Assert.Null(new QuantileSketch().Quantile(0.5));
        var sketch = Sketch([-5, 0, double.NaN, double.NegativeInfinity, double.PositiveInfinity, 1e300]);
        Assert.Equal(6, sketch.Count);
        Assert.InRange(sketch.Quantile(0)!.Value, QuantileSketch.Lowest * 0.98, QuantileSketch.Lowest);
        Assert.InRange(sketch.Quantile(1)!.Value, QuantileSketch.Highest * 0.98, QuantileSketch.Highest * 1.03);
    }

    [Fact]
    public void No_value_is_lost_when_many_threads_add()
    {
        var sketch = new QuantileSketch();
        Parallel.For(0, 8, thread =>
        {
            for (var i = 0; i < 20_000; i++)
                sketch.Add(i % 10 + 1);
        });
        Assert.Equal(160_000, sketch.Count);
    }

    private static QuantileSketch Sketch(double[] values)
    {
        var sketch = new QuantileSketch();
        foreach (var value in values)
            sketch.Add(value);
        return sketch;
    }

    private static double[] Values(string distribution, int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => distribution switch
        {
            "uniform" => 1 + (random.NextDouble() * 5000),
            "lognormal" => Math.Exp(6 + (1.5 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))),
            "pareto" => Math.Min(1e6, Math.Pow(1 - random.NextDouble(), -1.2)),
            "two humps" => random.Next(2) == 0 ? 20 + random.NextDouble() : 8000 + (random.NextDouble() * 100),
            "powers" => Math.Pow(2, random.Next(1, 20)),
            _ => 321,
        })];
    }
}
