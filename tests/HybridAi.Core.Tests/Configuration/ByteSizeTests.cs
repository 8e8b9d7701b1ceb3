using HybridAi.Core.Configuration;

namespace HybridAi.Core.Tests.Configuration;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1048576", 1048576)]
    [InlineData("12B", 12)]
    [InlineData("64KB", 65536)]
    [InlineData("64 kib", 65536)]
    [InlineData(" 500mb ", 524288000)]
    [InlineData("2GiB", 2147483648)]
    [InlineData("2g", 2147483648)]
    [InlineData("1.5K", 1536)]
    [InlineData("1T", 1099511627776)]
    [InlineData("8388607TB", 9223370937343148032)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void A_size_is_read(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var size));
        Assert.Equal(bytes, size.Bytes);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1e3")]
    [InlineData("1,5K")]
    [InlineData("0x10")]
    [InlineData("5 M B")]
    [InlineData("5PB")]
    [InlineData("٣MB")]
    [InlineData("8388608TB")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999999999999")]
    public void Anything_else_is_refused(string? text) => Assert.False(ByteSize.TryParse(text, out _));

    [Theory]
    [InlineData(0, "0B")]
    [InlineData(1000, "1000B")]
    [InlineData(1024, "1KB")]
    [InlineData(33554432, "32MB")]
    [InlineData(1536, "1536B")]
    [InlineData(1099511627776, "1TB")]
    public void It_is_written_so_that_it_reads_back_the_same(long bytes, string text)
    {
        Assert.Equal(text, new ByteSize(bytes).ToString());
        Assert.True(ByteSize.TryParse(text, out var size));
        Assert.Equal(bytes, size.Bytes);
    }
}
