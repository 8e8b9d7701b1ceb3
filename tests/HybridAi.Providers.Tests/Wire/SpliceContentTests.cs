using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Wire;

public sealed class SpliceContentTests
{
    [Fact]
    public async Task It_sends_all_slices_in_order_and_knows_its_length()
    {
        var splice = new BodySplice();
        for (var i = 0; i < 20; i++)
        {
            splice.Append(new byte[] { (byte)i, (byte)(i * 2) });
            splice.Append(ReadOnlyMemory<byte>.Empty);
        }

        using var content = new SpliceContent(splice);
        Assert.Equal(20, splice.Count);
        Assert.Equal(40, content.Headers.ContentLength);
        Assert.Equal("application/json", content.Headers.ContentType!.ToString());
        Assert.Equal(splice.ToArray(), await content.ReadAsByteArrayAsync());
        Assert.Equal(Enumerable.Range(0, 20).SelectMany(i => new[] { (byte)i, (byte)(i * 2) }), splice.ToArray());
    }
}
