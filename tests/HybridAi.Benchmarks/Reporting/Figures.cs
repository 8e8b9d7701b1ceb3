using System.Globalization;

namespace HybridAi.Benchmarks.Reporting;

/// <summary>How numbers are written in tables.</summary>
internal static class Figures
{
    public static string Time(TimeSpan time) => Math.Abs(time.TotalMilliseconds) switch
    {
        >= 1000 => Text($"{time.TotalSeconds:0.00} s"),
        >= 10 => Text($"{time.TotalMilliseconds:0.0} ms"),
        >= 1 => Text($"{time.TotalMilliseconds:0.00} ms"),
        _ => Text($"{time.TotalMicroseconds:0} µs"),
    };

    public static string Count(double number) => Text($"{number:#,0}");

    public static string Megabytes(double bytes) => Text($"{bytes / (1 << 20):0} MB");

    public static string Ratio(double ratio) => Text($"{ratio:0.00}");

    public static string CpuSeconds(double seconds) => Text($"{seconds:0.0000}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
