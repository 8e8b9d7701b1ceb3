using HybridAi.Core.Metrics.Queries;

namespace HybridAi.Core.Tests.Metrics.Queries;

public sealed class MetricTimesTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-10-23T12:00:00Z", "2026-10-27T12:00:00Z", new[] { 24, 24, 25, 24, 24 })]
    [InlineData("Europe/Berlin", "2026-03-28T00:00:00Z", "2026-03-30T12:00:00Z", new[] { 24, 23, 24 })]
    [InlineData("UTC", "2026-10-24T00:00:00Z", "2026-10-26T00:00:00Z", new[] { 24, 24 })]
    [InlineData("America/New_York", "2026-11-01T03:59:59Z", "2026-11-01T04:00:01Z", new[] { 24, 25 })]
    public void Days_are_those_of_the_zone_with_23_and_25_hours_where_clocks_change(string zone, string from, string to, int[] hours)
    {
        var bounds = MetricTimes.Bounds(DateTimeOffset.Parse(from), DateTimeOffset.Parse(to), MetricStep.Day, TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.Equal(hours, bounds.Zip(bounds.Skip(1), (a, b) => (int)((b - a) / 3_600_000)));
        Assert.True(bounds[0] <= DateTimeOffset.Parse(from).ToUnixTimeMilliseconds() && bounds[^1] >= DateTimeOffset.Parse(to).ToUnixTimeMilliseconds());
        Assert.True(bounds[^2] < DateTimeOffset.Parse(to).ToUnixTimeMilliseconds() && bounds[1] > DateTimeOffset.Parse(from).ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData(MetricStep.Minute, 60, 3)]
    [InlineData(MetricStep.FiveMinutes, 300, 2)]
    [InlineData(MetricStep.Hour, 3600, 1)]
    public void Shorter_slices_are_whole_and_cover_the_range(MetricStep step, int seconds, int slices)
    {
        var from = new DateTimeOffset(2026, 5, 1, 10, 4, 30, TimeSpan.Zero);
        var bounds = MetricTimes.Bounds(from, from.AddMinutes(2), step, TimeZoneInfo.Utc);
        Assert.Equal(slices, bounds.Count - 1);
        Assert.All(bounds, bound => Assert.Equal(0, bound % (seconds * 1000)));
        Assert.True(bounds[0] <= from.ToUnixTimeMilliseconds() && bounds[^1] >= from.AddMinutes(2).ToUnixTimeMilliseconds());
        Assert.Throws<ArgumentOutOfRangeException>(() => MetricTimes.Bounds(from, from, step, TimeZoneInfo.Utc));
    }

    [Fact]
    public void The_step_follows_the_range()
    {
        Assert.Equal(
            [MetricStep.Minute, MetricStep.FiveMinutes, MetricStep.Hour, MetricStep.Day],
            new[] { 1, 24, 24 * 7, 24 * 30 }.Select(hours => MetricTimes.StepFor(TimeSpan.FromHours(hours))));
    }
}
