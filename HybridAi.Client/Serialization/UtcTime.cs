using System.Globalization;

namespace HybridAi.Client.Serialization;

/// <summary>The API's written form of times.</summary>
public static class UtcTime
{
    /// <summary>ISO 8601 in UTC with milliseconds.</summary>
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly string[] Accepted =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd",
    ];

    /// <summary>Reads an ISO 8601 time or date; one without an offset is in UTC. Cuts to whole milliseconds.</summary>
    /// <param name="text">The text.</param>
    /// <param name="time">The time in UTC.</param>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParseExact(text, Accepted, CultureInfo.InvariantCulture, Styles, out time))
            return false;
        time = new DateTimeOffset(time.Ticks - time.Ticks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
        return true;
    }
}
