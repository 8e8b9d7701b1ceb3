using System.Globalization;
using System.Net.Http.Headers;

namespace HybridAi.Providers.Limits;

/// <summary>
/// Reads what providers say of their limits in headers. OpenAI and who follows it: <c>x-ratelimit-remaining-WHAT</c> of <c>x-ratelimit-limit-WHAT</c> and
/// <c>x-ratelimit-reset-WHAT</c> (https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers), the reset as a duration of Go's (<c>2m59.56s</c>), or in seconds (Azure: whole, Cerebras: decimal). Anthropic: <c>anthropic-ratelimit-WHAT-remaining</c>,
/// <c>-limit</c> and <c>-reset</c>, an RFC 3339 time (https://docs.anthropic.com/en/api/rate-limits#response-headers).
/// </summary>
public static class ReportedLimits
{
    private const string OpenAi = "x-ratelimit-remaining-";
    private const string Anthropic = "anthropic-ratelimit-";
    private const string Remaining = "-remaining";

    /// <summary>How long nothing is left, by the limit that takes longest.</summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="isRefused">Whether the answer is a 429, of which <c>Retry-After</c> counts too.</param>
    /// <param name="now">The time.</param>
    /// <returns>Null if something is left, or nobody said until when not.</returns>
    public static TimeSpan? ExhaustedFor(HttpResponseHeaders headers, bool isRefused, DateTimeOffset now)
    {
        TimeSpan? longest = isRefused ? RetryAfter(headers, now) : null;
        foreach (var header in headers.NonValidated)
        {
            // The value first: it is hardly ever "0", and the name of the other header costs a text.
            if (!TellsWhatIsLeft(header.Key) || header.Value.ToString().AsSpan().Trim() is not "0")
                continue;
            if (headers.NonValidated.TryGetValues(ResetOf(header.Key), out var values) && TryParseReset(values.ToString(), now, out var wait) && (longest is null || wait > longest))
                longest = wait;
        }

        return longest;
    }

    /// <summary>The smallest share that is left of any limit.</summary>
    /// <param name="headers">The answer's headers.</param>
    /// <returns>0 to 1; null if nothing is said.</returns>
    public static double? ShareLeft(HttpResponseHeaders headers)
    {
        double? least = null;
        foreach (var header in headers.NonValidated)
        {
            if (TellsWhatIsLeft(header.Key) && headers.NonValidated.TryGetValues(header.Key.Replace("remaining", "limit", StringComparison.OrdinalIgnoreCase), out var limits)
                && NumberOf(header.Value.ToString()) is { } left && NumberOf(limits.ToString()) is { } limit and > 0)
                least = Math.Min(least ?? 1, left / limit);
        }

        return least;
    }

    /// <summary>Reads when a limit is whole again.</summary>
    /// <param name="text">A duration, a number of seconds, or a time.</param>
    /// <param name="now">The time.</param>
    /// <param name="wait">How long until then, never negative.</param>
    public static bool TryParseReset(string text, DateTimeOffset now, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length is 0 or > 64)
            return false;
        if (double.TryParse(trimmed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return TryScale(seconds, 1, ref wait);
        if (trimmed.Contains('-'))
        {
            if (!DateTimeOffset.TryParse(trimmed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
                return false;
            wait = at > now ? at - now : TimeSpan.Zero;
            return true;
        }

        return TryParseGo(trimmed, ref wait);
    }

    // "1h2m3.5s", "12ms", "850µs": https://pkg.go.dev/time#ParseDuration
    private static bool TryParseGo(ReadOnlySpan<char> text, ref TimeSpan wait)
    {
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            text = text[digits..];
            var end = text.IndexOfAnyInRange('0', '9');
            var unit = end < 0 ? text : text[..end];
            text = text[unit.Length..];
            double? scale = unit switch { "h" => 3600, "m" => 60, "s" => 1, "ms" => 1e-3, "µs" or "μs" or "us" => 1e-6, "ns" => 1e-9, _ => null };
            if (scale is null || !TryScale(number, scale.Value, ref wait))
                return false;
        }

        return true;
    }

    private static bool TryScale(double number, double scale, ref TimeSpan wait)
    {
        var seconds = number * scale;
        if (!(seconds < TimeSpan.FromDays(366).TotalSeconds))
            return false;
        wait += TimeSpan.FromSeconds(seconds);
        return true;
    }

    private static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.NonValidated.TryGetValues("retry-after-ms", out var precise)
            && double.TryParse(precise.ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < 1e9)
            return TimeSpan.FromMilliseconds(milliseconds);
        return headers.RetryAfter is { } after ? after.Delta ?? (after.Date - now) : null;
    }

    private static double? NumberOf(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool TellsWhatIsLeft(string name) => name.StartsWith(OpenAi, StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith(Anthropic, StringComparison.OrdinalIgnoreCase) && name.EndsWith(Remaining, StringComparison.OrdinalIgnoreCase));

    private static string ResetOf(string name) => name.StartsWith(OpenAi, StringComparison.OrdinalIgnoreCase)
        ? string.Concat("x-ratelimit-reset-", name.AsSpan(OpenAi.Length))
        : string.Concat(name.AsSpan(0, name.Length - Remaining.Length), "-reset");
}
