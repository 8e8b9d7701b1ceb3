using HybridAi.Benchmarks.Load;

namespace HybridAi.Benchmarks.Suite;

/// <summary>What one subject did in its slice of one round.</summary>
/// <param name="Load">What the client saw.</param>
/// <param name="Cpu">CPU time of the subject, from the first request until it was at rest again.</param>
/// <param name="Foreign">Share of all cores that went to other work meanwhile.</param>
/// <param name="Servers">CPU time of each server that the subject uses, which is in none of the other figures.</param>
internal sealed record Measurement(LoadResult Load, TimeSpan Cpu, double Foreign, IReadOnlyDictionary<string, TimeSpan> Servers)
{
    public double PerSecond => Load.Right / Load.Elapsed.TotalSeconds;

    public double CpuPerThousand => 1000 * Cpu.TotalSeconds / Load.Right;

    public double ServerCpuPerThousand(string server) => 1000 * Servers[server].TotalSeconds / Load.Right;
}
