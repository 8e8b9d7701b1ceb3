using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridAi.ServiceDefaults.Logging;

/// <summary>The name of a log file: <c>hybridai-worker.host.123-2026-05-01.2.log</c>, the second of that process on that UTC day; with <c>.gz</c> it is compressed.</summary>
/// <param name="Writer">The process that writes it.</param>
/// <param name="Day">The UTC day.</param>
/// <param name="Part">Its number on that day, from 1.</param>
/// <param name="IsCompressed">Whether it is compressed.</param>
public sealed partial record LogFileName(string Writer, DateOnly Day, int Part, bool IsCompressed)
{
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>When its day is over.</summary>
    public DateTimeOffset DayEnd => new(Day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>Reads a name.</summary>
    /// <param name="name">The name, without folder.</param>
    /// <returns>Null if it is no log file's.</returns>
    public static LogFileName? Parse(string name)
    {
        if (Form().Match(name) is not { Success: true } match
            || !DateOnly.TryParseExact(match.Groups["day"].Value, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || !int.TryParse(match.Groups["part"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var part))
            return null;
        return new LogFileName(match.Groups["writer"].Value, day, part, match.Groups["gz"].Success);
    }

    /// <summary>The name.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Writer}-{Day.ToString(DayFormat, CultureInfo.InvariantCulture)}.{Part}.log{(IsCompressed ? ".gz" : "")}");

    [GeneratedRegex(@"\A(?<writer>.+)-(?<day>\d{4}-\d{2}-\d{2})\.(?<part>\d{1,6})\.log(?<gz>\.gz)?\z")]
    private static partial Regex Form();
}
