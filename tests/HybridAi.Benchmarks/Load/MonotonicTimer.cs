using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HybridAi.Benchmarks.Load;

/// <summary>Waits to within tens of microseconds, which no timer of .NET does, and without spinning on a core that the subjects need.</summary>
internal static class MonotonicTimer
{
    private const int ClockMonotonic = 1;
    private const int Absolute = 1;

    /// <summary>Blocks the thread until <see cref="Stopwatch.GetTimestamp"/> reaches a value (on Linux both read the same clock, in nanoseconds).</summary>
    public static void WaitUntil(long timestamp)
    {
        var due = new Timespec { Seconds = timestamp / Stopwatch.Frequency, Nanoseconds = timestamp % Stopwatch.Frequency };
        while (Stopwatch.GetTimestamp() < timestamp)
            _ = ClockNanosleep(ClockMonotonic, Absolute, in due, 0);
    }

    [DllImport("libc", EntryPoint = "clock_nanosleep")]
    private static extern int ClockNanosleep(int clock, int flags, in Timespec request, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
