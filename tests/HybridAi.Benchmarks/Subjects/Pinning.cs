using System.Diagnostics;
using System.Globalization;

namespace HybridAi.Benchmarks.Subjects;

/// <summary>
/// Gives the subjects the last core and everything else the others, if asked to. Off by default: the runtime sizes its pools and its
/// garbage collector by the cores that it may use, so a pinned gateway is not the one that people run.
/// </summary>
internal sealed class Pinning
{
    private readonly bool _on;

    private Pinning(bool on) => _on = on;

    /// <summary>Moves this process off the last core, and so what it starts without <see cref="Wrap"/>.</summary>
    public static async Task<Pinning> ApplyAsync(bool on, CancellationToken stop)
    {
        if (on && Environment.ProcessorCount < 2)
            throw new ArgumentException("--pin needs two cores.");
        if (on)
        {
            string[] ownThreads = ["-acp", $"0-{Environment.ProcessorCount - 2}", Text(Environment.ProcessId)];
            using var taskset = Process.Start(new ProcessStartInfo("taskset", ownThreads) { RedirectStandardOutput = true })!;
            await taskset.WaitForExitAsync(stop);
        }

        return new(on);
    }

    public (string FileName, string[] Arguments) Wrap(Launch launch) => _on && launch.Name != SubjectNames.Upstream
        ? ("taskset", ["-c", Text(Environment.ProcessorCount - 1), launch.FileName, .. launch.Arguments])
        : (launch.FileName, launch.Arguments);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
