using HybridAi.Core.Configuration;

namespace HybridAi.Core.Tests.Configuration;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.04, "0 s")]
    [InlineData(12.46, "12.5 s")]
    [InlineData(30, "30 s")]
    [InlineData(59.9, "59.9 s")]
    [InlineData(59.96, "1 min")]
    [InlineData(3529.9, "59 min")]
    [InlineData(3600, "60 min")]
    [InlineData(89 * 60, "89 min")]
    [InlineData(90 * 60, "2 h")]
    [InlineData(3 * 3600, "3 h")]
    [InlineData(35 * 3600, "35 h")]
    [InlineData(36 * 3600, "2 d")]
    [InlineData(47 * 3600, "2 d")]
    public void How_long_something_takes_is_told_as_exactly_as_it_matters(double seconds, string text) => Assert.Equal(text, DurationText.About(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("7d", 7 * 86400_000.0)]
    [InlineData("24h", 86400_000.0)]
    [InlineData("90m", 5400_000.0)]
    [InlineData("30s", 30_000.0)]
    [InlineData("500ms", 500.0)]
    [InlineData(" 1.5h ", 5400_000.0)]
    [InlineData("0", 0.0)]
    [InlineData("0s", 0.0)]
    [InlineData("01:30:00", 5400_000.0)]
    [InlineData("2.00:00:00", 172800_000.0)]
    [InlineData("00:00:00.25", 250.0)]
    public void What_people_write_is_read(string text, double milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("24")]
    [InlineData("h")]
    [InlineData("-1h")]
    [InlineData("-01:00:00")]
    [InlineData("+1h")]
    [InlineData("1 h")]
    [InlineData("1H")]
    [InlineData("1e3s")]
    [InlineData("1,5h")]
    [InlineData("24:00:00")]
    [InlineData("1w")]
    [InlineData("99999999999d")]
    [InlineData("99999999999999999999999999999999d")]
    [InlineData("soon")]
    public void What_is_no_duration_is_refused(string? text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData("7d")]
    [InlineData("1d")]
    [InlineData("25h")]
    [InlineData("90m")]
    [InlineData("1500ms")]
    [InlineData("0s")]
    [InlineData("00:00:00.0000001")]
    public void What_is_written_is_what_was_read(string text)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(text, DurationText.Format(duration));
    }

    [Fact]
    public void The_longest_duration_survives()
    {
        Assert.True(DurationText.TryParse(DurationText.Format(TimeSpan.MaxValue), out var duration));
        Assert.Equal(TimeSpan.MaxValue, duration);
    }

    [Fact]
    public void A_negative_duration_is_not_written() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DurationText.Format(TimeSpan.FromTicks(-1)));
}
