namespace HybridAi.Simulator.Tests.Anthropic;

public sealed class MessageHeaderTests
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 21, 12, 0, 45, 500, TimeSpan.Zero));

    [Theory]
    [InlineData(null, "k", 400, "anthropic-version: header is required")]
    [InlineData("2024-01-01", "k", 400, "anthropic-version: \"2024-01-01\" is not a valid version")]
    [InlineData("2023-06-01", null, 401, "x-api-key header is required")]
    [InlineData("2023-06-01", "bad-key", 401, "invalid x-api-key")]
    [InlineData("2023-06-01", "noquota-1", 402, "You exceeded your current quota, please check your plan and billing details.")]
    [InlineData("2023-06-01", "k", 200, null)]
    [InlineData("2026-10-21", "k", 200, null)]
    public async Task Version_and_key_are_needed(string? version, string? key, int status, string? message)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        using var request = Request(version, key is null ? null : ("x-api-key", key));

        var answer = await Answer.ReadAsync(await simulator.Http.SendAsync(request));

        Assert.Equal(status, (int)answer.Status);
        Assert.StartsWith("req_", answer.Headers["request-id"], StringComparison.Ordinal);
        Assert.DoesNotContain("x-request-id", answer.Headers.Keys);
        Assert.Equal(message, (string?)answer.Json["error"]?["message"]);
    }

    [Fact]
    public async Task A_bearer_token_is_a_key_too_and_neither_is_logged()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        using var request = Request("2023-06-01", ("Authorization", "Bearer token-of-somebody"));

        Assert.Equal(200, (int)(await simulator.Http.SendAsync(request)).StatusCode);
        await simulator.PostAsync(Wires.Anthropic, Wires.Chat("claude-sonnet-5", "Hi", ",\"max_tokens\":5"), "secret-of-somebody");

        Assert.DoesNotContain("of-some", (await simulator.GetAsync("/_sim/requests")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_are_told_and_kept()
    {
        await using var simulator = await RunningSimulator.StartAsync(_time);
        await simulator.ScriptAsync("anthropic", """{"rateLimit":{"requestsPerMinute":1,"tokensPerMinute":1000}}""");
        var body = Wires.Chat("claude-sonnet-5", "Hi", ",\"max_tokens\":10");

        var answer = await simulator.PostAsync(Wires.Anthropic, body);
        var refused = await simulator.PostAsync(Wires.Anthropic, body);

        Assert.Equal(
            "input-tokens-limit=1000 input-tokens-remaining=983 input-tokens-reset=2026-11-21T12:01:00Z output-tokens-limit=1000 output-tokens-remaining=983 output-tokens-reset=2026-11-21T12:01:00Z "
            + "requests-limit=1 requests-remaining=0 requests-reset=2026-11-21T12:01:00Z tokens-limit=1000 tokens-remaining=983 tokens-reset=2026-11-21T12:01:00Z",
            string.Join(' ', answer.Headers.Where(header => header.Key.StartsWith("anthropic-ratelimit-", StringComparison.Ordinal)).OrderBy(header => header.Key, StringComparer.Ordinal)
                .Select(header => $"{header.Key["anthropic-ratelimit-".Length..]}={header.Value}")));
        Assert.Equal(429, (int)refused.Status);
        Assert.Equal("15", refused.Headers["retry-after"]);
        Assert.Equal("rate_limit_error", (string?)refused.Json["error"]!["type"]);
    }

    [Fact]
    public async Task A_body_beyond_32_MiB_is_too_large()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var answer = await simulator.PostAsync(Wires.Anthropic, new byte[(32 * 1024 * 1024) + 1]);

        Assert.Equal(413, (int)answer.Status);
        Assert.Equal("request_too_large", (string?)answer.Json["error"]!["type"]);
    }

    [Theory]
    [InlineData("GET", "/anthropic/v1/messages", 405, "invalid_request_error")]
    [InlineData("POST", "/anthropic/v1/complete", 404, "not_found_error")]
    [InlineData("GET", "/anthropic/v1/models/claude-1", 404, "not_found_error")]
    public async Task Unknown_paths_and_methods_are_refused_in_shape(string method, string path, int status, string type)
    {
        await using var simulator = await RunningSimulator.StartAsync();
        using var request = Request("2026-10-21", ("x-api-key", "k"), new HttpMethod(method), path);

        var answer = await Answer.ReadAsync(await simulator.Http.SendAsync(request));

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal(type, (string?)answer.Json["error"]!["type"]);
    }

    private static HttpRequestMessage Request(string? version, (string Name, string Value)? key, HttpMethod? method = null, string path = Wires.Anthropic)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Post, path) { Content = new StringContent(Wires.Chat("claude-sonnet-5", "Hi", ",\"max_tokens\":5")) };
        if (version is not null)
            request.Headers.Add("anthropic-version", version);
        if (key is { } given)
            request.Headers.TryAddWithoutValidation(given.Name, given.Value);
        return request;
    }
}
