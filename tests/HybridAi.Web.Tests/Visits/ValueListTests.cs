using HybridAi.Web.Visits;

namespace HybridAi.Web.Tests.Visits;

public sealed class ValueListTests
{
    [Theory]
    [InlineData("a, b*,c d", "a|b*|c d")]
    [InlineData(" , a ,, ", "a")]
    [InlineData("", "")]
    [InlineData("\"a, b\" , c", "a, b|c")]
    [InlineData("\"say \"\"a\"\", b\",5\"", "say \"a\", b|5\"")]
    [InlineData("\" a \",\"\"", " a ")]
    public void Values_are_read(string text, string values) => Assert.Equal(values, string.Join('|', ValueList.Read(text)));

    [Theory]
    [InlineData("a, \"b, c")]
    [InlineData("\"")]
    [InlineData("\"a\" b, c")]
    public void What_is_quoted_by_half_says_why(string text) => Assert.Contains("quotation mark", Assert.Throws<FormProblem>(() => ValueList.Read(text)).Message);

    [Fact]
    public void What_is_written_is_read_as_it_was()
    {
        string[] values = ["plain", "a, b", "\"", ",", " outer ", "in \"the\" middle", "\",\"", "a=b,c"];
        Assert.Equal(values, ValueList.Read(ValueList.Of(values)!));
        Assert.Equal("gpt-*, auto", ValueList.Of(["gpt-*", "auto"]));
        Assert.Null(ValueList.Of(null));
    }
}
