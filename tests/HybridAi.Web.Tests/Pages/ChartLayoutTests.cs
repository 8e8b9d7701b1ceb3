using HybridAi.Client.Usage;
using HybridAi.Web.Pages.Overview;

namespace HybridAi.Web.Tests.Pages;

public sealed class ChartLayoutTests
{
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(4, 1, 4)]
    [InlineData(5, 2, 6)]
    [InlineData(640, 200, 800)]
    [InlineData(1_000_000, 500_000, 1_000_000)]
    public void The_scale_has_round_numbers(long most, long step, long max)
    {
        var layout = new ChartLayout([Slice(most)]);
        Assert.Equal((step, max), (layout.Step, layout.Max));
    }

    [Fact]
    public void Bars_stand_on_the_zero_line_and_keep_their_proportions()
    {
        var layout = new ChartLayout([Slice(4, failed: 1), Slice(2), Slice(0)]);
        var zero = layout.Grid.First().Y;
        Assert.All(layout.Bars, bar => Assert.Equal(zero, bar.FailedY + bar.FailedHeight, 6));
        Assert.Equal(3 * layout.Bars[0].FailedHeight, layout.Bars[0].OtherHeight, 6);
        Assert.Equal(2 * layout.Bars[0].FailedHeight, layout.Bars[1].OtherHeight, 6);
        Assert.Equal(0, layout.Bars[2].OtherHeight, 6);
        Assert.True(layout.Bars[0].X + layout.Bars[0].Width <= layout.Bars[1].X);
    }

    [Fact]
    public void An_empty_series_has_a_scale_and_no_bars() => Assert.Empty(new ChartLayout([]).Bars);

    private static UsageSliceDocument Slice(long requests, long failed = 0) => new() { From = DateTimeOffset.UnixEpoch, Requests = requests, Failed = failed };
}
