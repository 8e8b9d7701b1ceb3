using HybridAi.Core.Metrics;

namespace HybridAi.Core.Tests.Metrics;

public sealed class QuantileCountsTests
{
    private static readonly double[] Ranks = [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_says_exactly_what_the_sketch_says_also_after_bytes_and_merging(int seed)
    {
        var random = new Random(seed);
        var (sketch, whole, merged) = (new QuantileSketch(), new QuantileCounts(), new QuantileCounts());
        for (var part = 0; part < 5; part++)
        {
            var some = new QuantileCounts();
            for (var i = 0; i < random.Next(0, 400); i++)
            {
                var value = Math.Exp(random.NextDouble() * 20) / 1000;
                sketch.Add(value);
                whole.Add(value);
                some.Add(value);
            }

            merged.Add(some.Write());
        }

        Assert.Equal((sketch.Count, sketch.Count), (whole.Count, merged.Count));
        Assert.All(Ranks, rank => Assert.Equal((sketch.Quantile(rank), sketch.Quantile(rank)), (whole.Quantile(rank), merged.Quantile(rank))));
        // However it came about, the same values are the same bytes.
        Assert.Equal(whole.Write(), merged.Write());
    }

    [Fact]
    public void Of_nothing_there_is_no_quantile()
    {
        var nothing = new QuantileCounts();
        Assert.Equal([1, 0], nothing.Write());
        nothing.Add(nothing.Write());
        Assert.Equal((0L, null), (nothing.Count, nothing.Quantile(0.5)));
    }

    [Fact]
    public void Counts_go_beyond_32_bits_and_end_at_64()
    {
        var counts = new QuantileCounts();
        counts.Add(100);
        for (var i = 0; i < 40; i++)
            counts.Add(counts.Write());
        Assert.Equal(1L << 40, counts.Count);
        Assert.InRange(counts.Quantile(0.99)!.Value, 99, 101);
        for (var i = 0; i < 40; i++)
            counts.Add(counts.Write());
        Assert.Equal(long.MaxValue, counts.Count);
        Assert.InRange(counts.Quantile(1)!.Value, 99, 101);
    }

    [Fact]
    public void A_series_of_a_minute_takes_few_bytes()
    {
        var counts = new QuantileCounts();
        for (var i = 0; i < 60; i++)
            counts.Add(500 + (i * 3));
        Assert.InRange(counts.Write().Length, 10, 60);
    }

    [Fact]
    public void Bytes_cut_anywhere_of_another_version_or_of_no_bucket_are_refused()
    {
        var counts = new QuantileCounts();
        counts.Add(3);
        counts.Add(70);
        var bytes = counts.Write();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => new QuantileCounts().Add(bytes.AsSpan(0, length)));
        Assert.Throws<InvalidDataException>(() => new QuantileCounts().Add([.. bytes, 0]));
        Assert.Throws<InvalidDataException>(() => new QuantileCounts().Add([2, .. bytes.AsSpan(1)]));
        Assert.Throws<InvalidDataException>(() => new QuantileCounts().Add([1, 1, 0xFF, 0x7F, 1]));
        Assert.Throws<InvalidDataException>(() => new QuantileCounts().Add([1, 1, 1, 0]));
    }
}
