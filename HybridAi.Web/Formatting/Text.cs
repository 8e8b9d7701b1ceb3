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

    /// <summary>A share, 0 to 1, rounded down, so that 100 % means all.</summary>
    public static string Share(decimal? share) => share switch
    {
        null => None,
        > 0 and < 0.001m => "< 0.1 %",
        _ => (Math.Floor(share.Value * 10_000m) / 100).ToString(share >= 0.99m ? "0.##" : "0.#", Culture) + " %",
    };

    /// <summary>5.4/s, 12/min: the unit in which there is something to say.</summary>
    public static string Rate(decimal? perSecond) => perSecond switch
    {
        null => None,
        0 => "0/s",
        < 0.995m => (perSecond.Value * 60).ToString("0.#", Culture) + "/min",
        < 9.95m => perSecond.Value.ToString("0.0", Culture) + "/s",
        _ => perSecond.Value.ToString("N0", Culture) + "/s",
    };

    /// <summary>1.5 KB, 500 MB, in steps of 1,024 as the configuration has them.</summary>
    public static string Bytes(long? bytes) => bytes switch
    {
        null => None,
        < 1024 => $"{bytes} B",
        < 1024 * 1024 => Scaled(bytes.Value / 1024d, "KB"),
        < 1024 * 1024 * 1024 => Scaled(bytes.Value / (1024d * 1024), "MB"),
        _ => Scaled(bytes.Value / (1024d * 1024 * 1024), "GB"),
    };

    /// <summary>12 s, 5 min, 3 h, 2 d: as long as it matters.</summary>
    public static string Duration(TimeSpan duration) => duration.TotalSeconds switch
    {
        < 1 => "0 s",
        < 90 => duration.TotalSeconds.ToString("0", Culture) + " s",
        < 90 * 60 => duration.TotalMinutes.ToString("0", Culture) + " min",
        < 36 * 3600 => duration.TotalHours.ToString("0", Culture) + " h",
        _ => duration.TotalDays.ToString("0", Culture) + " d",
    };

    /// <summary>5 min ago, in 2 h, now.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        { TotalSeconds: > -1 and < 1 } => "now",
        var past when past > TimeSpan.Zero => Duration(past) + " ago",
        var future => "in " + Duration(-future),
    };

    /// <summary>2026-03-01 12:00.</summary>
    public static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", Culture);

    /// <summary>As much of a time as tells it apart from others within a length: 12:00, 1 Mar 12:00, 1 Mar.</summary>
    public static string ShortTime(DateTimeOffset at, TimeSpan within) =>
        at.UtcDateTime.ToString(within < TimeSpan.FromHours(25.5) ? "HH:mm" : within < TimeSpan.FromDays(10) ? "d MMM HH:mm" : "d MMM", Culture);

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", Culture);

    public static string MachineTime(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", Culture);

    public static string Plural(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    private static string Scaled(double value, string unit) => value.ToString(value < 9.995 ? "0.00" : value < 99.95 ? "0.0" : "0", Culture) + " " + unit;
}
