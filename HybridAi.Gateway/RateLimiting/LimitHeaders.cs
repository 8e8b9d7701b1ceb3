using System.Globalization;
using HybridAi.Core.RateLimiting;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.RateLimiting;

/// <summary>
/// Tells callers how they stand, in the headers that OpenAI's clients read and, on Anthropic's API, in those of Anthropic's. Of several limits of a kind it is the one
/// with the least left.
/// </summary>
internal static class LimitHeaders
{
    public static void Write(IHeaderDictionary headers, InferenceApi api, ReadOnlySpan<LimitCharge> charges, DateTimeOffset now)
    {
        if (Tightest(charges, LimitMeasure.Requests) is >= 0 and var requests)
            Write(headers, api, charges[requests], "Requests", "requests", now);
        if (Tightest(charges, LimitMeasure.Tokens) is >= 0 and var tokens)
            Write(headers, api, charges[tokens], "Tokens", "tokens", now);
    }

    /// <summary>A duration as OpenAI writes it: <c>20ms</c>, <c>1.5s</c>, <c>6m0s</c>.</summary>
    public static string Duration(long microseconds)
    {
        var milliseconds = (microseconds + 999) / 1000;
        if (milliseconds < 1000)
            return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
        var (minutes, rest) = Math.DivRem(milliseconds, 60_000);
        var seconds = (rest / 1000m).ToString("0.###", CultureInfo.InvariantCulture);
        return minutes == 0 ? $"{seconds}s"
            : minutes < 60 ? string.Create(CultureInfo.InvariantCulture, $"{minutes}m{seconds}s")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60}h{minutes % 60}m{seconds}s");
    }

    private static void Write(IHeaderDictionary headers, InferenceApi api, in LimitCharge charge, string name, string anthropicName, DateTimeOffset now)
    {
        var limit = charge.Limit.Definition.Amount.ToString(CultureInfo.InvariantCulture);
        var remaining = ((long)charge.Remaining).ToString(CultureInfo.InvariantCulture);
        headers[$"X-RateLimit-Limit-{name}"] = limit;
        headers[$"X-RateLimit-Remaining-{name}"] = remaining;
        headers[$"X-RateLimit-Reset-{name}"] = Duration(charge.Reset);
        if (api is not (InferenceApi.Messages or InferenceApi.CountTokens))
            return;
        headers[$"anthropic-ratelimit-{anthropicName}-limit"] = limit;
        headers[$"anthropic-ratelimit-{anthropicName}-remaining"] = remaining;
        headers[$"anthropic-ratelimit-{anthropicName}-reset"] = now.AddMicroseconds(charge.Reset).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static int Tightest(ReadOnlySpan<LimitCharge> charges, LimitMeasure measure)
    {
        var found = -1;
        for (var i = 0; i < charges.Length; i++)
        {
            if (charges[i].Limit.Measure == measure && (found < 0 || charges[i].Remaining < charges[found].Remaining))
                found = i;
        }

        return found;
    }
}
