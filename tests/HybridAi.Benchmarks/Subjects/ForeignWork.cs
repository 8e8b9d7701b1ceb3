using System.Diagnostics;
using System.Globalization;

namespace HybridAi.Benchmarks.Subjects;

/// <summary>How much of the machine's time went to what is no part of the measurement, stolen time of a virtual machine included.</summary>
internal sealed class ForeignWork
{
    /// <summary>The kernel counts in hundredths of a second.</summary>
    private const double TicksPerSecond = 100;

    private readonly Subject[] _ours;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly double _busy;
    private readonly double _own;

    public ForeignWork(params Subject[] ours)
    {
        _ours = ours;
        _busy = BusySeconds();
        _own = OwnSeconds();
    }

    /// <summary>Since the start: 0.1 when others took a tenth of all cores.</summary>
    public double Share()
    {
        var foreign = BusySeconds() - _busy - (OwnSeconds() - _own);
        return Math.Max(0, foreign) / (Stopwatch.GetElapsedTime(_start).TotalSeconds * Environment.ProcessorCount);
    }

    private double OwnSeconds() =>
        ProcessFigures.CpuTimeAlone(Environment.ProcessId).TotalSeconds + _ours.Distinct().Sum(subject => subject.CpuTime.TotalSeconds + subject.ServersCpu().Values.Sum(server => server.TotalSeconds));

    /// <summary>User, nice, system, irq, softirq and steal of all cores (proc_stat(5)).</summary>
    private static double BusySeconds()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int[] busy = [1, 2, 3, 6, 7, 8];
        return busy.Sum(field => double.Parse(fields[field], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
