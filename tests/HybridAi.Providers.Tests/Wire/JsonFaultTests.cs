using System.Text.Json;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Wire;

public sealed class JsonFaultTests
{
    [Theory]
    [InlineData("{\"a\":x}", "'x' is an invalid start of a value (line 1, byte 6)")]
    [InlineData("{\n\"a\":1,}", "The JSON object contains a trailing comma at the end which is not supported in this mode (line 2, byte 7)")]
    public void A_fault_is_told_without_the_readers_options_and_counted_from_one(string json, string expected)
    {
        var fault = Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(json));
        Assert.Equal(expected, JsonFault.Describe(fault));
    }

    [Fact]
    public void No_fault_ends_with_a_full_stop_or_advice()
    {
        foreach (var json in new[] { "", "{", "{\"a\"", "[1,]", "{} x", "nul", "\"\u0001\"", "{/**/}", new string('[', 100) })
        {
            var text = JsonFault.Describe(Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(json)));
            Assert.EndsWith(")", text, StringComparison.Ordinal);
            Assert.DoesNotContain("reader options", text, StringComparison.Ordinal);
            Assert.DoesNotContain("LineNumber", text, StringComparison.Ordinal);
        }
    }
}
