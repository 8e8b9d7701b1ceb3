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
    private static readonly Names Requests = new("Requests", "requests"), Tokens = new("Tokens", "tokens");

    public static void Write(IHeaderDictionary headers, InferenceApi api, ReadOnlySpan<LimitCharge> charges, DateTimeOffset now)
    {
        if (Tightest(charges, LimitMeasure.Requests) is >= 0 and var requests)
            Write(headers, api, charges[requests], Requests, now);
        if (Tightest(charges, LimitMeasure.Tokens) is >= 0 and var tokens)
            Write(headers, api, charges[tokens], Tokens, now);
    }

    /// <summary>A duration as OpenAI writes it: <c>20ms</c>, <c>1.5s</c>, <c>6m0s</c>.</summary>
    public static string Duration(long microseconds)
    {
        var milliseconds = (microseconds + 999) / 1000;
        if (milliseconds < 1000)
            return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
        var (minutes, rest) = Math.DivRem(milliseconds, 60_000);
        var (seconds, part) = Math.DivRem(rest, 1000);
        Span<char> text = stackalloc char[32];
        var writer = text;
        if (minutes >= 60)
            Append(ref writer, minutes / 60, 'h');
        if (minutes > 0)
            Append(ref writer, minutes % 60, 'm');
        if (part == 0)
        {
            Append(ref writer, seconds, 's');
            return new string(text[..^writer.Length]);
        }

        Append(ref writer, seconds, '.');
        var digits = 3;
        for (; part % 10 == 0; part /= 10)
            digits--;
        part.TryFormat(writer, out var written, digits switch { 3 => "000", 2 => "00", _ => "0" }, CultureInfo.InvariantCulture);
        writer[written] = 's';
        return new string(text[..^(writer.Length - written - 1)]);
    }

    private static void Append(ref Span<char> text, long number, char unit)
    {
        number.TryFormat(text, out var written, default, CultureInfo.InvariantCulture);
        text[written] = unit;
        text = text[(written + 1)..];
    }

    private static void Write(IHeaderDictionary headers, InferenceApi api, in LimitCharge charge, Names names, DateTimeOffset now)
    {
        var limit = charge.Limit.AmountText;
        var remaining = ((long)charge.Remaining).ToString(CultureInfo.InvariantCulture);
        headers[names.Limit] = limit;
        headers[names.Remaining] = remaining;
        headers[names.Reset] = Duration(charge.Reset);
        if (api is not (InferenceApi.Messages or InferenceApi.CountTokens))
            return;
        headers[names.AnthropicLimit] = limit;
        headers[names.AnthropicRemaining] = remaining;
        headers[names.AnthropicReset] = now.AddMicroseconds(charge.Reset).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
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

    private sealed class Names(string what, string anthropicWhat)
    {
        public readonly string Limit = $"X-RateLimit-Limit-{what}";
        public readonly string Remaining = $"X-RateLimit-Remaining-{what}";
        public readonly string Reset = $"X-RateLimit-Reset-{what}";
        public readonly string AnthropicLimit = $"anthropic-ratelimit-{anthropicWhat}-limit";
        public readonly string AnthropicRemaining = $"anthropic-ratelimit-{anthropicWhat}-remaining";
        public readonly string AnthropicReset = $"anthropic-ratelimit-{anthropicWhat}-reset";
    }
}
