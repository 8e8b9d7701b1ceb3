namespace HybridAi.Simulator.Tests.Http;

public sealed class KeyTests : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData(Wires.OpenAi, """{"error":{"message":"M","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""")]
    [InlineData(Wires.Groq, """{"error":{"message":"M","type":"invalid_request_error","code":"invalid_api_key"}}""")]
    [InlineData(Wires.Mistral, """{"object":"error","message":"M","type":"authentication_error","param":null,"code":"1000"}""")]
    [InlineData(Wires.Cerebras, """{"message":"M","type":"invalid_request_error","param":"","code":"wrong_api_key"}""")]
    [InlineData(Wires.OpenRouter, """{"error":{"message":"M","code":401}}""")]
    [InlineData(Wires.Azure, """{"error":{"code":"401","message":"M"}}""")]
    [InlineData(Wires.Vllm, """{"error":{"message":"M","type":"AuthenticationError","param":null,"code":401}}""")]
    [InlineData(Wires.Ollama, """{"error":{"message":"M","type":"api_error","param":null,"code":null}}""")]
    public async Task A_bad_key_is_refused_in_the_providers_shape(string path, string expected)
    {
        var answer = await _simulator.PostAsync(path, Wires.Chat("any", "Hi"), "bad-secret-key-1234");

        Assert.Equal(401, (int)answer.Status);
        var json = answer.Json;
        var holder = json["error"] ?? json;
        Assert.Equal("Incorrect API key provided: ***1234.", (string?)holder["message"]);
        holder["message"] = "M";
        Assert.Equal(expected, json.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Wires.All), MemberType = typeof(Wires))]
    public async Task A_missing_key_is_refused_where_one_is_needed(string path, string model)
    {
        var answer = await _simulator.PostAsync(path, Wires.Chat(model, "Hi"), key: null);

        Assert.Equal(path is Wires.Ollama or Wires.Vllm ? 200 : 401, (int)answer.Status);
    }

    [Theory]
    [InlineData(Wires.OpenAi, 429, "insufficient_quota")]
    [InlineData(Wires.OpenRouter, 402, null)]
    [InlineData(Wires.Mistral, 429, null)]
    public async Task A_key_without_quota_is_told_so(string path, int status, string? type)
    {
        var answer = await _simulator.PostAsync(path, Wires.Chat("any", "Hi"), "noquota-1");

        Assert.Equal(status, (int)answer.Status);
        if (type is not null)
            Assert.Equal(type, (string?)answer.Json["error"]!["type"]);
    }

    [Fact]
    public async Task Azure_takes_a_bearer_token_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Wires.Azure) { Content = new StringContent(Wires.Chat("d", "Hi"), null, "application/json") };
        request.Headers.Authorization = new("Bearer", "entra");

        using var response = await _simulator.Http.SendAsync(request);

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/openai/v1/chat/completions", 405)]
    [InlineData("POST", "/openai/v1/models", 405)]
    [InlineData("POST", "/openai/v1/nothing", 404)]
    [InlineData("GET", "/openai/v2/models", 404)]
    [InlineData("POST", "/azure/openai/deployments/d/chat/completions", 404)]
    public async Task Unknown_paths_and_methods_are_refused_in_shape(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent("{}") };
        request.Headers.Authorization = new("Bearer", "k");

        using var response = await _simulator.Http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotNull((await Answer.ReadAsync(response)).Json["error"]!["message"]);
    }
}
