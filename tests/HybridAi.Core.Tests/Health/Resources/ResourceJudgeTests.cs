using HybridAi.Core.Health;
using HybridAi.Core.Health.Resources;

namespace HybridAi.Core.Tests.Health.Resources;

public sealed class ResourceJudgeTests
{
    [Theory]
    [InlineData(0L, 100L, HealthLevel.Healthy)]
    [InlineData(79L, 100L, HealthLevel.Healthy)]
    [InlineData(80L, 100L, HealthLevel.Warning)]
    [InlineData(94L, 100L, HealthLevel.Warning)]
    [InlineData(95L, 100L, HealthLevel.Critical)]
    [InlineData(300L, 100L, HealthLevel.Critical)]
    [InlineData(300L, null, HealthLevel.Healthy)]
    [InlineData(null, 100L, HealthLevel.Unknown)]
    [InlineData(null, null, HealthLevel.Unknown)]
    public void The_share_of_the_limit_decides(long? used, long? limit, HealthLevel level)
    {
        var state = ResourceJudge.Judge(new ResourceUse("threads", used, limit, "threads"), 0.8, 0.95);
        Assert.Equal(level, state.Verdict.Level);
        Assert.Equal(level > HealthLevel.Healthy, state.Verdict.Reason is not null);
    }

    [Fact]
    public void The_reason_names_both_numbers()
    {
        Assert.Equal("threads: 90 of 100 threads (90%)", ResourceJudge.Judge(new ResourceUse("threads", 90, 100, "threads"), 0.8, 0.95).Verdict.Reason);
        Assert.Equal("memory: 96.5 of 100 MiB (97%)", ResourceJudge.Judge(new ResourceUse("memory", 101_187_584, 104_857_600, "bytes"), 0.8, 0.95).Verdict.Reason);
    }
}
