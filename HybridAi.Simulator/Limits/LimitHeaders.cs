using System.Globalization;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.Limits;

/// <summary>Writes limits the way a provider words them.</summary>
internal static class LimitHeaders
{
    public static void Write(IHeaderDictionary headers, IReadOnlyList<RateLimitHeader> styles, in KeyWindow window, DateTimeOffset now)
    {
        for (var i = 0; i < styles.Count; i++)
            headers[styles[i].Name] = Format(styles[i], window, now);
    }

    private static string Format(RateLimitHeader style, in KeyWindow window, DateTimeOffset now) => style.Value switch
    {
        RateLimitValue.RequestLimit => Integer(window.RequestLimit),
        RateLimitValue.RequestsLeft => Integer(Math.Max(0, window.RequestLimit - window.RequestsUsed)),
        RateLimitValue.TokenLimit => Integer(window.TokenLimit),
        RateLimitValue.TokensLeft => Integer(Math.Max(0, window.TokenLimit - window.TokensUsed)),
        RateLimitValue.Spent => Integer(window.Spent),
        _ => style.Format switch
        {
            RateLimitFormat.GoDuration => GoDuration(window.UntilReset),
            RateLimitFormat.DecimalSeconds => window.UntilReset.TotalSeconds.ToString("0.######", CultureInfo.InvariantCulture),
            RateLimitFormat.Rfc3339 => (now + window.UntilReset).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            _ => Integer((long)Math.Ceiling(window.UntilReset.TotalSeconds)),
        },
    };

    /// <summary>As Go prints durations: <c>12ms</c>, <c>7.66s</c>, <c>2m59.56s</c>.</summary>
    public static string GoDuration(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(1))
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Round(duration.TotalMilliseconds)}ms");
        var seconds = Math.Round(duration.TotalSeconds, 3);
        var minutes = (long)(seconds / 60);
        var rest = (seconds - (minutes * 60)).ToString("0.###", CultureInfo.InvariantCulture);
        return minutes == 0 ? $"{rest}s" : $"{minutes}m{rest}s";
    }

    private static string Integer(long value) => value.ToString(CultureInfo.InvariantCulture);
}
