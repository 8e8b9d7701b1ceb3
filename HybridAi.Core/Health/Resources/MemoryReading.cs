namespace HybridAi.Core.Health.Resources;

/// <summary>How much memory a process uses.</summary>
/// <param name="WorkingSet">All that it has in memory, in bytes.</param>
/// <param name="Limit">How much that may be.</param>
/// <param name="Heap">What the garbage collector has taken of it.</param>
/// <param name="HeapLimit">How much that may be.</param>
public readonly record struct MemoryReading(long WorkingSet, long Limit, long Heap, long HeapLimit)
{
    /// <summary>The greater share of a limit that is used.</summary>
    public double Share => Math.Max(Of(WorkingSet, Limit), Of(Heap, HeapLimit));

    private static double Of(long used, long limit) => limit > 0 ? (double)used / limit : 0;
}
