using HybridAi.Simulator.Limits;

namespace HybridAi.Simulator.Tests.Limits;

public sealed class RateLimitTests
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 45, 500, TimeSpan.Zero));

    [Theory]
    [InlineData("openai", Wires.OpenAi, "gpt-4o", "x-ratelimit-limit-requests=3 x-ratelimit-limit-tokens=1000 x-ratelimit-remaining-requests=2 x-ratelimit-remaining-tokens=993 x-ratelimit-reset-requests=14.5s x-ratelimit-reset-tokens=14.5s")]
    [InlineData("azure", Wires.Azure, "d", "x-ratelimit-limit-requests=3 x-ratelimit-limit-tokens=1000 x-ratelimit-remaining-requests=2 x-ratelimit-remaining-tokens=993 x-ratelimit-reset-tokens=15")]
    [InlineData("mistral", Wires.Mistral, "ministral-3b-latest", "x-ratelimit-limit-req-minute=3 x-ratelimit-limit-tokens-minute=1000 x-ratelimit-remaining-req-minute=2 x-ratelimit-remaining-tokens-minute=993 x-ratelimit-tokens-query-cost=7")]
    [InlineData("cerebras", Wires.Cerebras, "gpt-oss-120b", "x-ratelimit-limit-requests-minute=3 x-ratelimit-limit-tokens-minute=1000 x-ratelimit-remaining-requests-minute=2 x-ratelimit-remaining-tokens-minute=993 x-ratelimit-reset-requests-minute=14.5 x-ratelimit-reset-tokens-minute=14.5")]
    [InlineData("ollama", Wires.Ollama, "m", "")]
    public async Task Headers_tell_the_limits_in_the_providers_words(string provider, string path, string model, string expected)
    {
        await using var simulator = await RunningSimulator.StartAsync(_time);
        await simulator.ScriptAsync(provider, """{"rateLimit":{"requestsPerMinute":3,"tokensPerMinute":1000}}""");

        var answer = await simulator.PostAsync(path, Wires.Chat(model, "Hi"));

        var limits = answer.Headers.Where(header => header.Key.StartsWith("x-ratelimit", StringComparison.Ordinal)).OrderBy(header => header.Key, StringComparer.Ordinal);
        Assert.Equal(expected, string.Join(' ', limits.Select(header => $"{header.Key}={header.Value}")));
    }

    [Fact]
    public async Task Beyond_the_limit_is_429_until_the_next_minute_and_by_key()
    {
        await using var simulator = await RunningSimulator.StartAsync(_time);
        await simulator.ScriptAsync("openai", """{"rateLimit":{"requestsPerMinute":2}}""");
        Task<Answer> Ask(string key) => simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", "Hi"), key);

        Assert.Equal(200, (int)(await Ask("a")).Status);
        Assert.Equal(200, (int)(await Ask("a")).Status);
        var refused = await Ask("a");
        Assert.Equal(429, (int)refused.Status);
        Assert.Equal("15", refused.Headers["retry-after"]);
        Assert.Equal("0", refused.Headers["x-ratelimit-remaining-requests"]);
        Assert.Equal("rate_limit_exceeded", (string?)refused.Json["error"]!["code"]);
        Assert.Equal(200, (int)(await Ask("b")).Status);
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(200, (int)(await Ask("a")).Status);
        Assert.Equal(4, (await simulator.LinesAsync()).Count);
    }

    [Fact]
    public async Task Tokens_are_limited_too()
    {
        await using var simulator = await RunningSimulator.StartAsync(_time);
        await simulator.ScriptAsync("openai", """{"rateLimit":{"tokensPerMinute":20}}""");

        Assert.Equal(200, (int)(await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", "Hi"))).Status);
        Assert.Equal(429, (int)(await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", "Hi there you", ",\"max_tokens\":10"))).Status);
    }

    [Theory]
    [InlineData(12, "12ms")]
    [InlineData(1_000, "1s")]
    [InlineData(7_660, "7.66s")]
    [InlineData(179_560, "2m59.56s")]
    [InlineData(360_000, "6m0s")]
    public void Durations_are_written_as_Go_does(int ms, string text) =>
        Assert.Equal(text, LimitHeaders.GoDuration(TimeSpan.FromMilliseconds(ms)));
}
