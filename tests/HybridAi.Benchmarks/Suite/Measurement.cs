using HybridAi.Benchmarks.Load;

namespace HybridAi.Benchmarks.Suite;

/// <summary>What one subject did in its slice of one round.</summary>
/// <param name="Load">What the client saw.</param>
/// <param name="Cpu">CPU time of the subject, from the first request until it was at rest again.</param>
/// <param name="Foreign">Share of all cores that went to other work meanwhile.</param>
internal sealed record Measurement(LoadResult Load, TimeSpan Cpu, double Foreign)
{
    public double PerSecond => Load.Right / Load.Elapsed.TotalSeconds;

    public double CpuPerThousand => 1000 * Cpu.TotalSeconds / Load.Right;
}
