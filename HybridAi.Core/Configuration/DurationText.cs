using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HybridAi.Core.Configuration;

/// <summary>Durations as people write them in configuration, requests and queries.</summary>
public static class DurationText
{
    /// <summary>What <see cref="TryParse"/> accepts, for error messages.</summary>
    public const string Accepted = "a duration such as 7d, 24h, 90m, 30s, 500ms or 01:30:00";

    // Longest suffix first: "ms" also ends in "s", and starts with "m".
    private static readonly (string Suffix, long Ticks)[] Units =
    [
        ("ms", TimeSpan.TicksPerMillisecond),
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
    ];

    /// <summary>
    /// Reads a number with a unit (<c>7d</c>, <c>24h</c>, <c>90m</c>, <c>30s</c>, <c>500ms</c>, <c>1.5h</c>), .NET's
    /// <c>[d.]hh:mm:ss[.fffffff]</c>, or <c>0</c>. A bare number has no unit and is refused.
    /// </summary>
    /// <param name="text">The text; white space around it is ignored.</param>
    /// <param name="duration">The duration, never negative.</param>
    /// <returns>False if it is not a duration, is negative, or is longer than a <see cref="TimeSpan"/> holds.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan duration)
    {
        duration = default;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Contains(':'))
            return TimeSpan.TryParseExact(trimmed, "c", CultureInfo.InvariantCulture, out duration) && duration >= TimeSpan.Zero;
        if (trimmed is "0")
            return true;
        foreach (var (suffix, ticks) in Units)
        {
            if (trimmed.EndsWith(suffix, StringComparison.Ordinal))
                return TryScale(trimmed[..^suffix.Length], ticks, out duration);
        }
        return false;
    }

    /// <summary>Writes a duration in the largest unit that divides it, so that <see cref="TryParse"/> reads back the same.</summary>
    /// <param name="duration">The duration, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static string Format(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        if (duration == TimeSpan.Zero)
            return "0s";
        (string Suffix, long Ticks)? best = null;
        foreach (var unit in Units)
        {
            if (duration.Ticks % unit.Ticks == 0 && (best is null || unit.Ticks > best.Value.Ticks))
                best = unit;
        }
        return best is { } found
            ? string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / found.Ticks}{found.Suffix}")
            : duration.ToString("c", CultureInfo.InvariantCulture);
    }

    /// <summary>About how long, for people: <c>12.5 s</c>, <c>59 min</c>, <c>3 h</c>, <c>2 d</c>.</summary>
    /// <param name="duration">The duration, not negative.</param>
    public static string About(TimeSpan duration) => duration.TotalSeconds switch
    {
        < 59.95 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#} s"),
        < 90 * 60 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes:0} min"),
        < 36 * 3600 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalDays:0} d"),
    };

    private static bool TryScale(ReadOnlySpan<char> number, long ticks, out TimeSpan duration)
    {
        duration = default;
        if (number.IsEmpty || !char.IsAsciiDigit(number[0])
            || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value > long.MaxValue / ticks)
            return false;
        duration = new TimeSpan(decimal.ToInt64(decimal.Round(value * ticks)));
        return true;
    }
}
