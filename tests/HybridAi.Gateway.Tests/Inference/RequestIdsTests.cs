using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.Tests.Inference;

public sealed class RequestIdsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1_700_000_000_123)]
    [InlineData(253_402_300_799_999)]
    public void An_id_carries_its_time_version_and_variant(long milliseconds)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        var id = RequestIds.Next(at);
        var expected = Guid.CreateVersion7(at);
        Assert.Equal(expected.ToString()[..15], id.ToString()[..15]);
        Assert.Equal(7, id.Version);
        Assert.InRange(id.Variant, 8, 11);
    }

    [Fact]
    public void Ids_are_unique_across_threads_and_stocks()
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
        var ids = Enumerable.Range(0, 20_000).AsParallel().Select(_ => RequestIds.Next(at)).ToHashSet();
        Assert.Equal(20_000, ids.Count);
        // Each random bit takes both values: nothing of the stock is overwritten or left out.
        var bits = ids.Select(id => id.ToByteArray(bigEndian: true)).ToList();
        for (var i = 6; i < 16; i++)
        {
            var fixedBits = i == 6 ? 0xF0 : i == 8 ? 0xC0 : 0;
            Assert.Equal(0xFF & ~fixedBits, bits.Aggregate(0, (seen, id) => seen | id[i]) & ~fixedBits);
            Assert.Equal(0, bits.Aggregate(0xFF, (seen, id) => seen & id[i]) & ~fixedBits);
        }
    }
}
