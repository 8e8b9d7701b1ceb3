using System.Net;
using HybridAi.Providers.Limits;

namespace HybridAi.Providers.Tests.Limits;

public sealed class ReportedLimitsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string[], bool, double?> Answers => new()
    {
        // OpenAI, Groq: Go's durations.
        { ["x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: 2m59.56s"], false, 179.56 },
        { ["x-ratelimit-remaining-requests: 5", "x-ratelimit-reset-requests: 12ms", "x-ratelimit-remaining-tokens: 0", "x-ratelimit-reset-tokens: 12ms"], false, 0.012 },
        { ["x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: 1s", "x-ratelimit-remaining-tokens: 0", "x-ratelimit-reset-tokens: 1h1m1s"], false, 3661 },
        { ["x-ratelimit-remaining-requests: 1", "x-ratelimit-reset-requests: 6m0s"], false, null },
        // Azure: whole seconds; and what its responses API was seen to send.
        { ["X-RateLimit-Remaining-Tokens: 0", "X-RateLimit-Reset-Tokens: 17"], false, 17 },
        { ["x-ratelimit-remaining-tokens: 0", "x-ratelimit-reset-tokens: -1"], false, null },
        // Cerebras: decimal seconds, the window in the name. Mistral: no reset.
        { ["x-ratelimit-remaining-requests-day: 0", "x-ratelimit-reset-requests-day: 33011.382867"], false, 33011.382867 },
        { ["x-ratelimit-remaining-req-minute: 0", "x-ratelimit-limit-req-minute: 60"], false, null },
        // Anthropic: times.
        { ["anthropic-ratelimit-input-tokens-remaining: 0", "anthropic-ratelimit-input-tokens-reset: 2026-03-01T12:00:30Z"], false, 30 },
        { ["anthropic-ratelimit-requests-remaining: 0", "anthropic-ratelimit-requests-reset: 2026-03-01T11:00:00Z"], false, 0 },
        { ["anthropic-ratelimit-requests-limit: 0", "anthropic-ratelimit-requests-reset: 2026-03-01T12:00:30Z"], false, null },
        { ["Retry-After: 20"], true, 20 },
        { ["Retry-After: 20", "retry-after-ms: 1500"], true, 1.5 },
        { ["Retry-After: Sun, 01 Mar 2026 12:01:00 GMT"], true, 60 },
        { ["Retry-After: 20"], false, null },
        { ["Retry-After: 20", "x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: 25s"], true, 25 },
        { ["x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: soon"], false, null },
        { ["x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: 1e300h"], false, null },
        { ["x-ratelimit-remaining-requests: 0", "x-ratelimit-reset-requests: 999999999999999999h"], false, null },
        { [], true, null },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void What_providers_say_of_their_limits_is_understood(string[] headers, bool refused, double? seconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.OK);
        foreach (var header in headers)
            response.Headers.TryAddWithoutValidation(header[..header.IndexOf(':')], header[(header.IndexOf(':') + 2)..]);
        var found = ReportedLimits.ExhaustedFor(response.Headers, refused, Now);
        Assert.Equal(seconds, found is { } wait ? Math.Round(wait.TotalSeconds, 6) : null);
    }
}
