using System.Diagnostics;
using System.Globalization;

namespace HybridAi.Benchmarks.Suite;

/// <summary>Tells on standard error what goes on; standard output is for the tables.</summary>
internal sealed class Progress
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public void Say(string what) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{Stopwatch.GetElapsedTime(_start):mm\\:ss}] {what}"));
}
