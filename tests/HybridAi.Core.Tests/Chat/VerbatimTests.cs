using System.Text;
using HybridAi.Core.Chat;

namespace HybridAi.Core.Tests.Chat;

public sealed class VerbatimTests
{
    [Fact]
    public void Is_compared_byte_by_byte_wherever_the_bytes_lie()
    {
        var body = "xx{\"a\":1.0}xx"u8.ToArray();
        var slice = new Verbatim(body.AsMemory(2, 9));

        Assert.Equal(Verbatim.Of("{\"a\":1.0}"), slice);
        Assert.Equal(Verbatim.Of("{\"a\":1.0}").GetHashCode(), slice.GetHashCode());
        Assert.NotEqual(Verbatim.Of("{\"a\":1}"), slice);
        Assert.NotEqual(Verbatim.Of("{\"a\": 1.0}"), slice);
    }

    [Fact]
    public void Gives_back_the_text_it_was_made_of()
    {
        const string Text = "{\"said\":\"日本 👩‍👩‍👧\"}";

        Assert.Equal(Text, Verbatim.Of(Text).Decode());
        Assert.Equal(Encoding.UTF8.GetByteCount(Text), Verbatim.Of(Text).Utf8.Length);
    }

    [Fact]
    public void Nothing_is_empty_and_prints_its_length_only()
    {
        Assert.True(default(Verbatim).IsEmpty);
        Assert.Equal(default, Verbatim.Of(""));
        Assert.False(Verbatim.Of("{}").IsEmpty);
        Assert.Equal("6 bytes", Verbatim.Of("secret").ToString());
    }
}
