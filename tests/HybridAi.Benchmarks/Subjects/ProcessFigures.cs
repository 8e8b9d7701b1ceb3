using System.Globalization;
using System.Runtime.InteropServices;

namespace HybridAi.Benchmarks.Subjects;

/// <summary>What the kernel counts of a process and the workers that it forked.</summary>
internal static class ProcessFigures
{
    /// <summary>
    /// CPU time of all threads, ended ones included, user and system. It is the sum that /proc/PID/stat shows in hundredths of a
    /// second, read from the process's CPU clock in nanoseconds: rounds can then be short.
    /// </summary>
    public static TimeSpan CpuTime(int pid) => Family(pid).Aggregate(TimeSpan.Zero, (sum, member) => sum + CpuTimeAlone(member));

    /// <summary>The same without what it started.</summary>
    public static TimeSpan CpuTimeAlone(int pid)
    {
        // The clock of a process, as clock_getcpuclockid(3) makes it: the inverted id and the kind (2, scheduled time).
        return ClockGetTime((~pid << 3) | 2, out var time) == 0
            ? TimeSpan.FromMicroseconds((time.Seconds * 1e6) + (time.Nanoseconds / 1e3))
            : TimeSpan.Zero;
    }

    /// <summary>Resident memory in bytes.</summary>
    public static long Resident(int pid) => Family(pid).Sum(member => Status(member, "VmRSS:"));

    /// <summary>The most that it ever was.</summary>
    public static long PeakResident(int pid) => Family(pid).Sum(member => Status(member, "VmHWM:"));

    private static IEnumerable<int> Family(int pid)
    {
        yield return pid;
        foreach (var child in File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            yield return int.Parse(child, CultureInfo.InvariantCulture);
    }

    private static long Status(int pid, string name)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(name.Length, line.Length - name.Length - "kB".Length).Trim(), CultureInfo.InvariantCulture);
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ClockGetTime(int clock, out Timespec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Timespec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
