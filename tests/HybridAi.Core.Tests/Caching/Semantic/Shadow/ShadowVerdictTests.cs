using HybridAi.Core.Caching.Semantic.Shadow;

namespace HybridAi.Core.Tests.Caching.Semantic.Shadow;

public sealed class ShadowVerdictTests
{
    // By R's binom package, binom.wilson.
    [Theory]
    [InlineData(0, 10, 0, 0.2775402)]
    [InlineData(5, 10, 0.2365931, 0.7634069)]
    [InlineData(10, 10, 0.7224598, 1)]
    [InlineData(196, 200, 0.9497347, 0.9921925)]
    public void The_bounds_are_Wilsons(long hits, long of, double lower, double upper)
    {
        Assert.Equal(lower, WilsonBound.Lower(hits, of), 0.0001);
        Assert.Equal(upper, WilsonBound.Upper(hits, of), 0.0001);
    }

    [Fact]
    public void Nothing_tried_says_nothing()
    {
        Assert.Equal(0, WilsonBound.Lower(0, 0));
        Assert.Equal(1, WilsonBound.Upper(0, 0));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.98)]
    [InlineData(0.995)]
    public void The_least_number_of_tries_is_the_least_that_can_show_a_share(double share)
    {
        var least = WilsonBound.LeastTries(share);
        Assert.True(WilsonBound.Lower(least, least) >= share);
        Assert.True(WilsonBound.Lower(least - 1, least - 1) < share);
    }

    [Fact]
    public void Without_enough_evidence_nothing_is_shown()
    {
        var bins = Bins((19, 188, 188));
        Assert.Equal(new ShadowVerdict(ShadowState.Open, null, 188, 188, WilsonBound.Lower(188, 188)), ShadowVerdict.Of(bins, 0.98));
        bins.Add(19, 1, 1);
        var verdict = ShadowVerdict.Of(bins, 0.98);
        Assert.Equal((ShadowState.Shown, 0.99), (verdict.State, verdict.Threshold));
    }

    [Fact]
    public void The_threshold_goes_down_as_far_as_every_step_shows_the_precision()
    {
        var verdict = ShadowVerdict.Of(Bins((19, 300, 300), (15, 100, 100), (12, 40, 60), (10, 100_000, 100_000)), 0.98);
        // Bin 12 spoils it, so that what bin 10 would make of it is not looked at; of what is between there is no evidence.
        Assert.Equal((ShadowState.Shown, 0.95), (verdict.State, verdict.Threshold));
        Assert.Equal((400, 400), (verdict.Agreed, verdict.Tried));
    }

    [Fact]
    public void Many_good_ones_do_not_hide_bad_ones_below_them()
    {
        Assert.Equal(0.99, ShadowVerdict.Of(Bins((19, 5000, 5000), (16, 10, 25)), 0.98).Threshold);
        // Too few to judge them by themselves count with those below.
        Assert.Equal(0.99, ShadowVerdict.Of(Bins((19, 5000, 5000), (16, 10, 19)), 0.98).Threshold);
        Assert.Equal(0.94, ShadowVerdict.Of(Bins((19, 5000, 5000), (16, 19, 19), (14, 1, 1)), 0.98).Threshold);
    }

    [Fact]
    public void What_is_wrong_too_often_where_it_is_most_similar_is_refuted()
    {
        Assert.Equal(ShadowState.Refuted, ShadowVerdict.Of(Bins((19, 180, 200), (5, 10_000, 10_000)), 0.98).State);
        // 3 of 200 are no proof of less than 98 %.
        Assert.Equal(ShadowState.Open, ShadowVerdict.Of(Bins((19, 197, 200)), 0.98).State);
    }

    [Fact]
    public void A_similarity_is_counted_in_the_bin_that_its_threshold_answers()
    {
        for (var bin = 0; bin < SimilarityBins.Count; bin++)
        {
            Assert.Equal(bin, SimilarityBins.BinOf(SimilarityBins.LowerEdge(bin)));
            Assert.Equal(bin, SimilarityBins.BinOf(SimilarityBins.LowerEdge(bin) + 0.0099));
        }

        Assert.Equal(SimilarityBins.Count - 1, SimilarityBins.BinOf(1));
    }

    private static SimilarityBins Bins(params (int Bin, long Agreed, long Tried)[] counts)
    {
        var bins = new SimilarityBins();
        foreach (var (bin, agreed, tried) in counts)
            bins.Add(bin, agreed, tried);
        return bins;
    }
}
