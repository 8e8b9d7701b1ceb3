using System.Globalization;
using HybridAi.Web.Formatting;

namespace HybridAi.Web.Tests.Formatting;

public sealed class TextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(999_999, "999,999")]
    [InlineData(1_234_567, "1.23 M")]
    [InlineData(12_345_678, "12.3 M")]
    [InlineData(5_000_000_000, "5.00 G")]
    public void Counts(long count, string text) => Assert.Equal(text, Text.Count(count));

    [Theory]
    [InlineData("0", "$0.00")]
    [InlineData("1234.5", "$1,234.50")]
    [InlineData("0.1", "$0.10")]
    [InlineData("0.0123", "$0.012")]
    [InlineData("0.00012345", "$0.00012")]
    [InlineData("0.000000001", "$0.000000001")]
    public void Money(string amount, string text) => Assert.Equal(text, Text.Usd(decimal.Parse(amount, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(0.42, "0.4 ms")]
    [InlineData(9.96, "10 ms")]
    [InlineData(999.4, "999 ms")]
    [InlineData(999.6, "1.00 s")]
    [InlineData(12_340, "12.3 s")]
    [InlineData(90_000, "1.5 min")]
    public void Durations(double milliseconds, string text) => Assert.Equal(text, Text.Milliseconds(milliseconds));

    [Theory]
    [InlineData(0, 0, "–")]
    [InlineData(0, 10, "0 %")]
    [InlineData(1, 3, "33.3 %")]
    [InlineData(99_999, 100_000, "99.99 %")]
    [InlineData(10, 10, "100 %")]
    public void Shares(long part, long whole, string text) => Assert.Equal(text, Text.Percent(part, whole));

    [Fact]
    public void What_is_unknown_is_a_dash()
    {
        Assert.Equal("–", Text.Usd(null));
        Assert.Equal("–", Text.Milliseconds(null));
    }
}
