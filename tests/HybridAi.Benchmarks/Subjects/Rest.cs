using System.Diagnostics;

namespace HybridAi.Benchmarks.Subjects;

/// <summary>
/// Waits until a subject has finished what it put off (a journal's drain, for one), so that this work is charged to the subject and
/// disturbs no other.
/// </summary>
internal static class Rest
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(20);

    public static async Task WaitAsync(Subject subject, TimeSpan least, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var quiet = TimeSpan.Zero;
        while (quiet < least && Stopwatch.GetElapsedTime(start) < Most)
        {
            var before = subject.CpuTime;
            await Task.Delay(Window, stop);
            quiet = subject.CpuTime - before < Busy ? quiet + Window : TimeSpan.Zero;
        }
    }
}
