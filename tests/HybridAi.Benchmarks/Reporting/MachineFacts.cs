using System.Globalization;
using System.Runtime.InteropServices;

namespace HybridAi.Benchmarks.Reporting;

/// <summary>Where and when, in a line or two.</summary>
internal static class MachineFacts
{
    public static string Describe() => string.Create(CultureInfo.InvariantCulture, $"""
        {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC. {Environment.ProcessorCount} cores ({Processor()}), {Memory()} GiB, {RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version},
        {RuntimeInformation.FrameworkDescription}; load average at the end {File.ReadAllText("/proc/loadavg").Split(' ')[0]}.
        """);

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static long Memory() => (long)Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30));
}
