using System.Text;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Wire;

public sealed class StreamOptionsFieldTests
{
    [Theory]
    [InlineData("null", false)]
    [InlineData("{}", false)]
    [InlineData("""{"include_usage":true}""", true)]
    [InlineData("""{ "x":{"include_usage":false}, "include_usage" : true }""", true)]
    [InlineData("""{"include_usage":false}""", false)]
    [InlineData("""{"include_usage":null}""", false)]
    [InlineData("""{"include_obfuscation":false,"\ud800":1,"include_\ud800":1}""", false)]
    public void Valid_values_are_read(string value, bool expected)
    {
        Assert.Null(StreamOptionsField.TryRead(Encoding.UTF8.GetBytes(value), out var includeUsage));
        Assert.Equal(expected, includeUsage);
    }

    [Theory]
    [InlineData("true", "must be an object")]
    [InlineData("\"x\"", "must be an object")]
    [InlineData("[]", "must be an object")]
    [InlineData("12", "must be an object")]
    [InlineData("""{"include_usage":1}""", "include_usage' must be true or false")]
    [InlineData("""{"include_usage":"true"}""", "include_usage' must be true or false")]
    [InlineData("""{"include_usage":{}}""", "include_usage' must be true or false")]
    public void Other_values_are_refused(string value, string reason)
    {
        Assert.Contains(reason, StreamOptionsField.TryRead(Encoding.UTF8.GetBytes(value), out var includeUsage), StringComparison.Ordinal);
        Assert.False(includeUsage);
    }

    [Fact]
    public void Nesting_as_deep_as_a_body_may_be_is_read()
    {
        var body = $"{{\"stream_options\":{{\"x\":{new string('[', 126)}{new string(']', 126)}}}}}";
        using var scan = BodyScan.TryScan(Encoding.UTF8.GetBytes(body), out var error);
        Assert.Null(error);
        Assert.Null(StreamOptionsField.TryRead(scan!.ValueOf(scan.Properties[0]), out _));
    }
}
