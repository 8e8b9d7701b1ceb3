using System.Globalization;

namespace HybridAi.Core.Resilience;

/// <summary>Reads what servers send as <c>Retry-After</c> (RFC 9110 §10.2.3): seconds, some with a fraction, or a date.</summary>
public static class RetryAfter
{
    private const double MostSeconds = 365 * 24 * 3600.0;

    /// <summary>Reads it.</summary>
    /// <param name="text">The header's value, or null.</param>
    /// <param name="now">The time that a date counts from.</param>
    /// <returns>How long to wait, not negative; null if it says nothing that can be understood.</returns>
    public static TimeSpan? Parse(string? text, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (double.TryParse(text.AsSpan().Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(Math.Min(seconds, MostSeconds));
        if (!DateTimeOffset.TryParseExact(text.Trim(), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            return null;
        return date > now ? date - now : TimeSpan.Zero;
    }
}
