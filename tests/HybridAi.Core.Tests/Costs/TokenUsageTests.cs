using HybridAi.Core.Costs;

namespace HybridAi.Core.Tests.Costs;

public sealed class TokenUsageTests
{
    private static readonly TokenUsage Powers = new()
    {
        Input = 1, CachedInput = 2, CacheWrite = 4, CacheWrite1h = 8, AudioInput = 16, ImageInput = 32,
        Output = 64, Reasoning = 128, AudioOutput = 256, ImageOutput = 512,
    };

    [Fact]
    public void Totals_hold_each_class_once()
    {
        Assert.Equal(63, Powers.TotalInput);
        Assert.Equal(960, Powers.TotalOutput);
    }

    [Fact]
    public void Addition_is_class_by_class()
    {
        var sum = Powers + Powers;
        foreach (var property in typeof(TokenUsage).GetProperties())
            Assert.Equal(2 * (long)property.GetValue(Powers)!, (long)property.GetValue(sum)!);
    }
}
