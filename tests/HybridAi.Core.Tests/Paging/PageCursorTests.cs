using HybridAi.Core.Paging;

namespace HybridAi.Core.Tests.Paging;

public sealed class PageCursorTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        var random = new Random(1);
        var bytes = new byte[16];
        for (var i = 0; i < 1_000; i++)
        {
            random.NextBytes(bytes);
            var cursor = new PageCursor(random.NextInt64(long.MinValue, long.MaxValue), new Guid(bytes));
            var text = cursor.ToString();
            Assert.Matches("^[A-Za-z0-9_-]{32}$", text);
            Assert.True(PageCursor.TryParse(text, out var read));
            Assert.Equal(cursor, read);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA ")]
    [InlineData("AAAAAAAAAAAAAAAA AAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAü")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public void Anything_else_is_refused_without_an_exception(string? text)
    {
        Assert.False(PageCursor.TryParse(text, out var cursor));
        Assert.Equal(default, cursor);
    }
}
