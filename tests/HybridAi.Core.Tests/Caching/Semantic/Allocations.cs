using System.Diagnostics;

namespace HybridAi.Core.Tests.Caching.Semantic;

/// <summary>What a piece of code allocates once the runtime has compiled it for good: before, generic code of the framework boxes.</summary>
internal static class Allocations
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static void ComeToNone(Action action)
    {
        var begun = Stopwatch.GetTimestamp();
        long allocated;
        do
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
                action();
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        while (allocated > 0 && Stopwatch.GetElapsedTime(begun) < Patience);
        Assert.Equal(0, allocated);
    }
}
