using HybridAi.Storage.Memcached;

namespace HybridAi.Storage.Tests.Memcached;

public sealed class MemcachedAddressTests
{
    [Theory]
    [InlineData("cache", "cache:11211")]
    [InlineData(" Cache-1.internal:11212 ", "cache-1.internal:11212")]
    [InlineData("10.0.0.7:1", "10.0.0.7:1")]
    [InlineData("[fd00::7]", "[fd00::7]:11211")]
    [InlineData("[fd00::7]:65535", "[fd00::7]:65535")]
    public void An_address_is_a_host_with_or_without_a_port(string text, string expected)
    {
        Assert.True(MemcachedAddress.TryParse(text, out var address));
        Assert.Equal(expected, MemcachedAddress.Text(address));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(":11211")]
    [InlineData("cache:")]
    [InlineData("cache:0")]
    [InlineData("cache:65536")]
    [InlineData("cache:-1")]
    [InlineData("cache:x")]
    [InlineData("two words")]
    [InlineData("fd00::7")]
    [InlineData("[fd00::7")]
    [InlineData("[cache]:11211")]
    [InlineData("[fd00::7]11211")]
    [InlineData("memcached://cache")]
    public void Anything_else_is_none(string? text) => Assert.False(MemcachedAddress.TryParse(text, out _));
}
