using HybridAi.Core.Costs;

namespace HybridAi.Core.Tests.Costs;

public sealed class CostTests
{
    [Theory]
    [InlineData("0.5", 1)]
    [InlineData("0.4999999999", 0)]
    [InlineData("1.5", 2)]
    [InlineData("2.5", 3)]
    [InlineData("-0.5", -1)]
    [InlineData("-2.5", -3)]
    [InlineData("-2.4", -2)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void FromNanoDollars_rounds_halves_away_from_zero(string nanoDollars, long expected) =>
        Assert.Equal(expected, Cost.FromNanoDollars(Number(nanoDollars)).NanoDollars);

    [Theory]
    [InlineData("0.0000000005", 1)]
    [InlineData("1.2345678915", 1_234_567_892)]
    [InlineData("9223372036.854775807", long.MaxValue)]
    public void FromUsd_rounds_to_nano_dollars(string usd, long expected) => Assert.Equal(expected, Cost.FromUsd(Number(usd)).NanoDollars);

    [Theory]
    [InlineData("9223372036854775807.5")]
    [InlineData("-9223372036854775808.5")]
    public void Out_of_range_amounts_throw_instead_of_wrapping(string nanoDollars) =>
        Assert.Throws<OverflowException>(() => Cost.FromNanoDollars(Number(nanoDollars)));

    [Fact]
    public void FromUsd_beyond_decimal_throws() => Assert.Throws<OverflowException>(() => Cost.FromUsd(decimal.MaxValue));

    [Fact]
    public void Addition_is_checked()
    {
        Assert.Equal(new Cost(3), new Cost(1) + new Cost(2));
        Assert.Throws<OverflowException>(() => new Cost(long.MaxValue) + new Cost(1));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(123_450, "0.00012345")]
    [InlineData(1, "0.000000001")]
    [InlineData(-1, "-0.000000001")]
    [InlineData(1_000_000_000, "1")]
    [InlineData(1_500_000_000, "1.5")]
    [InlineData(long.MaxValue, "9223372036.854775807")]
    [InlineData(long.MinValue, "-9223372036.854775808")]
    public void Text_is_plain_dollars_without_trailing_zeros(long nanoDollars, string expected)
    {
        Assert.Equal(expected, new Cost(nanoDollars).ToString());
        Assert.Equal(nanoDollars, Cost.FromUsd(Number(expected)).NanoDollars);
    }

    [Fact]
    public void Zero_is_the_default() => Assert.Equal(default, Cost.Zero);

    private static decimal Number(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
