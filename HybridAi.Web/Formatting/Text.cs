using System.Globalization;

namespace HybridAi.Web.Formatting;

/// <summary>Numbers as people read them: with a unit, and as precise as they matter.</summary>
internal static class Text
{
    public const string None = "–";

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>12,345; from a million on 1.23 M.</summary>
    public static string Count(long count) => count switch
    {
        >= 1_000_000_000 => Scaled(count / 1e9, "G"),
        >= 1_000_000 => Scaled(count / 1e6, "M"),
        _ => count.ToString("N0", Culture),
    };

    /// <summary>Cents where there are some, otherwise two significant digits: $1,234.50, $0.0012.</summary>
    public static string Usd(decimal? amount)
    {
        if (amount is not { } usd)
            return None;
        if (usd == 0)
            return "$0.00";
        if (Math.Abs(usd) >= 0.1m)
            return usd.ToString("$#,0.00", Culture);
        var decimals = Math.Min(9, 1 - (int)Math.Floor(Math.Log10((double)Math.Abs(usd))));
        return "$" + usd.ToString("F" + decimals.ToString(Culture), Culture);
    }

    /// <summary>3.2 ms, 850 ms, 1.25 s, 2.1 min.</summary>
    public static string Milliseconds(double? duration) => duration switch
    {
        null => None,
        < 9.95 => duration.Value.ToString("0.0", Culture) + " ms",
        < 999.5 => duration.Value.ToString("0", Culture) + " ms",
        < 9_995 => (duration.Value / 1000).ToString("0.00", Culture) + " s",
        < 59_950 => (duration.Value / 1000).ToString("0.0", Culture) + " s",
        _ => (duration.Value / 60_000).ToString("0.0", Culture) + " min",
    };

    /// <summary>Rounded down, so that 100 % means all.</summary>
    public static string Percent(long part, long whole)
    {
        if (whole <= 0)
            return None;
        var percent = Math.Floor(part * 10_000m / whole) / 100;
        return percent.ToString(percent >= 99 ? "0.##" : "0.#", Culture) + " %";
    }

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", Culture);

    public static string MachineTime(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", Culture);

    public static string Plural(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    private static string Scaled(double value, string unit) => value.ToString(value < 9.995 ? "0.00" : value < 99.95 ? "0.0" : "0", Culture) + " " + unit;
}
