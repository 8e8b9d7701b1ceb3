namespace HybridAi.Simulator.Tests.Gemini;

public sealed class GeminiErrorTests : IAsyncLifetime
{
    private const string Compatible = "/gemini/v1beta/openai/chat/completions";
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task A_bad_key_is_an_invalid_argument()
    {
        var answer = await _simulator.PostAsync(GeminiWire.Path(GeminiWire.Second), GeminiWire.Ask("Hi"), "bad-key");

        Assert.Equal(400, (int)answer.Status);
        Assert.Equal(
            """{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com","metadata":{"service":"generativelanguage.googleapis.com"}}]}}""",
            answer.Body);
    }

    [Fact]
    public async Task A_key_in_the_query_is_taken_and_not_logged()
    {
        var answer = await _simulator.GetAsync("/gemini/v1beta/models?pageSize=2&key=a-long-secret-key", key: null);

        Assert.Equal(200, (int)answer.Status);
        Assert.Equal("/gemini/v1beta/models?pageSize=2&key=***-key", (string?)(await _simulator.LastRequestAsync())["path"]);
    }

    [Fact]
    public async Task A_bearer_token_is_no_key()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/gemini/v1beta/models");
        request.Headers.Authorization = new("Bearer", "a-key");

        using var response = await _simulator.Http.SendAsync(request);

        Assert.Equal(401, (int)response.StatusCode);
        Assert.Equal("UNAUTHENTICATED", (string?)(await Answer.ReadAsync(response)).Json["error"]!["status"]);
    }

    [Theory]
    [InlineData("rateLimit", 429, "RESOURCE_EXHAUSTED", "PerMinute")]
    [InlineData("quota", 429, "RESOURCE_EXHAUSTED", "PerDay")]
    [InlineData("permission", 403, "PERMISSION_DENIED", null)]
    [InlineData("serverError", 500, "INTERNAL", null)]
    [InlineData("overloaded", 503, "UNAVAILABLE", null)]
    [InlineData("timeout", 504, "DEADLINE_EXCEEDED", null)]
    public async Task Errors_are_scripted(string kind, int status, string word, string? quota)
    {
        await _simulator.ScriptAsync("gemini", $$"""{"errors":[{"kind":"{{kind}}","retryAfterSeconds":7.5}]}""");

        var answer = await _simulator.PostAsync(GeminiWire.Path(GeminiWire.Second), GeminiWire.Ask("Hi"));

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal(word, (string?)answer.Json["error"]!["status"]);
        Assert.False(answer.Headers.ContainsKey("Retry-After"));
        if (quota is null)
            return;
        var details = answer.Json["error"]!["details"]!.AsArray();
        Assert.Contains(quota, (string)details[0]!["violations"]![0]!["quotaId"]!);
        Assert.Equal("7.5s", (string?)details[2]!["retryDelay"]);
    }

    [Fact]
    public async Task A_rate_limit_tells_when_to_try_again_and_no_header_does()
    {
        await _simulator.ScriptAsync("gemini", """{"rateLimit":{"requestsPerMinute":1}}""");
        await _simulator.PostAsync(GeminiWire.Path(GeminiWire.Second), GeminiWire.Ask("Hi"));

        var answer = await _simulator.PostAsync(GeminiWire.Path(GeminiWire.Second), GeminiWire.Ask("Hi"));

        Assert.Equal(429, (int)answer.Status);
        Assert.Matches(@"""retryDelay"":""\d+s""", answer.Body);
        Assert.DoesNotContain(answer.Headers.Keys, name => name.Contains("ratelimit", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task The_compatible_endpoint_answers_in_openais_words()
    {
        var answer = await _simulator.PostAsync(Compatible, Wires.Chat("models/gemini-2.5-flash", "[[say:Hi]]"));

        Assert.Equal("Hi", answer.Text);
        Assert.Equal("gemini-2.5-flash", (string?)answer.Json["model"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_calls_are_signed_too(bool stream)
    {
        const string Tools = """,  "tools":[{"type":"function","function":{"name":"w","parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}}]""";
        var first = await _simulator.PostAsync(Compatible, Wires.Chat(GeminiWire.Third, """[[tool:w {"a":1}]]""", Tools + (stream ? ""","stream":true""" : "")));
        var call = (stream
            ? first.Chunks.Select(chunk => chunk["choices"]![0]!["delta"]!["tool_calls"]?[0]).Single(each => each is not null)
            : first.Json["choices"]![0]!["message"]!["tool_calls"]![0])!.AsObject();
        call.Remove("index");

        async Task<Answer> FollowAsync() => await _simulator.PostAsync(Compatible, $$"""
            {"model":"{{GeminiWire.Third}}","messages":[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{{call.ToJsonString()}}]},{"role":"tool","tool_call_id":"{{call["id"]}}","content":"sunny"}]{{Tools}}}
            """);
        var signed = await FollowAsync();
        call.Remove("extra_content");
        var unsigned = await FollowAsync();

        Assert.Contains("sunny", signed.Text);
        Assert.Equal(400, (int)unsigned.Status);
        Assert.Contains("missing a thought_signature", (string)unsigned.Json[0]!["error"]!["message"]!);
    }

    [Fact]
    public async Task Its_errors_are_googles_in_a_list_unless_the_server_is_in_trouble()
    {
        var unknown = await _simulator.PostAsync(Compatible, Wires.Chat("gemini-2.5-flash", "Hi", ""","store":true"""));
        var keyless = await _simulator.PostAsync(Compatible, Wires.Chat("gemini-2.5-flash", "Hi"), key: null);
        await _simulator.ScriptAsync("gemini", """{"errors":[{"kind":"overloaded"}]}""");
        var overloaded = await _simulator.PostAsync(Compatible, Wires.Chat("gemini-2.5-flash", "Hi"));

        Assert.Equal(
            """[{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"store\": Cannot find field.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"description":"Invalid JSON payload received. Unknown name \"store\": Cannot find field."}]}]}}]""",
            unknown.Body);
        Assert.Equal("""[{"error":{"code":400,"message":"Missing or invalid Authorization header.","status":"INVALID_ARGUMENT"}}]""", keyless.Body);
        Assert.Equal(503, (int)overloaded.Json["error"]!["code"]!);
    }
}
