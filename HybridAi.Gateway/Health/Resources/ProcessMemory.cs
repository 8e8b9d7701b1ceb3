using System.Globalization;
using System.Runtime;
using HybridAi.Core.Health.Resources;

namespace HybridAi.Gateway.Health.Resources;

/// <summary>The memory of this process, as the system and the garbage collector see it.</summary>
internal sealed class ProcessMemory(MemoryOptions options) : IProcessMemory
{
    // Of the second and the first version of control groups; a number, or a word for "no limit".
    private static readonly string[] ContainerLimits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];

    private readonly long? _container = ReadContainerLimit();

    public MemoryReading Read()
    {
        var collector = GC.GetGCMemoryInfo(GCKind.Any);
        // In a container the collector takes three quarters for itself; what else the process has may take the rest.
        var there = _container ?? collector.TotalAvailableMemoryBytes;
        var limit = options.Limit.Bytes is > 0 and var wanted ? Math.Min(wanted, there) : there;
        return new MemoryReading(Environment.WorkingSet, limit, collector.TotalCommittedBytes, Math.Min(limit, collector.TotalAvailableMemoryBytes));
    }

    public void Collect()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    // Without a limit the first version tells a number that no machine has.
    private static long? ReadContainerLimit()
    {
        var machine = GC.GetGCMemoryInfo(GCKind.Any).TotalAvailableMemoryBytes;
        foreach (var file in ContainerLimits)
        {
            try
            {
                if (File.Exists(file) && long.TryParse(File.ReadAllText(file), NumberStyles.Integer, CultureInfo.InvariantCulture, out var bytes) && bytes > 0 && bytes < machine * 4)
                    return bytes;
            }
            catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
            {
                // Then the collector's word counts.
                continue;
            }
        }

        return null;
    }
}
