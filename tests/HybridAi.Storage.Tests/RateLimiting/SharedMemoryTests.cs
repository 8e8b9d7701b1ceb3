using HybridAi.Storage.RateLimiting;

namespace HybridAi.Storage.Tests.RateLimiting;

public sealed class SharedMemoryTests
{
    [Fact]
    public void An_answer_that_is_heard_late_changes_nothing()
    {
        var current = SharedMemory.Unknown;
        var (first, other) = (current, current);
        SharedMemory.Learn(ref current, first, epoch: 70);
        Assert.Equal(new SharedMemory(70, 2), current);
        SharedMemory.Learn(ref current, other, epoch: 60);
        Assert.Equal(new SharedMemory(70, 2), current);
        // Restored from an older copy: a memory of its own, whatever it is called.
        SharedMemory.Learn(ref current, current, epoch: 60);
        Assert.Equal(new SharedMemory(60, 3), current);
    }
}
