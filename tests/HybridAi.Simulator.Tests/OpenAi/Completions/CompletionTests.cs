namespace HybridAi.Simulator.Tests.OpenAi.Completions;

public sealed class CompletionTests : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync(new ManualTime(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000)));

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task A_completion_is_exact()
    {
        var answer = await _simulator.PostAsync(Wires.Completions, """{"model":"m","prompt":"[[say:Hi you]]"}""");

        Assert.Equal(
            """{"id":"ID","object":"text_completion","created":1800000000,"model":"m","choices":[{"text":"Hi you","index":0,"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":6,"completion_tokens":2,"total_tokens":8,"prompt_tokens_details":null}}""",
            answer.Body.Replace((string)answer.Json["id"]!, "ID", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_chunks_are_exact()
    {
        var stream = await _simulator.PostAsync(Wires.Completions, """{"model":"m","prompt":"[[say:Hi you]]","stream":true,"stream_options":{"include_usage":true}}""");

        Assert.EndsWith("data: [DONE]\n\n", stream.Body, StringComparison.Ordinal);
        Assert.Equal(
            ["""[{"text":"Hi","index":0,"logprobs":null,"finish_reason":null}]""", """[{"text":" you","index":0,"logprobs":null,"finish_reason":null}]""", """[{"text":"","index":0,"logprobs":null,"finish_reason":"stop"}]""", "[]"],
            stream.Chunks.Select(chunk => chunk["choices"]!.ToJsonString()));
        Assert.Equal(8, (int)stream.Chunks[^1]["usage"]!["total_tokens"]!);
    }

    [Theory]
    [InlineData("/openai/v1/completions", """{"model":"gpt-4.1-mini","prompt":"x"}""", 404)]
    [InlineData("/openai/v1/completions", """{"model":"gpt-4.1-mini","prompt":"x","foo":1}""", 400)]
    [InlineData(Wires.Completions, """{"model":"m"}""", 400)]
    [InlineData(Wires.Completions, """{"model":"m","prompt":[]}""", 400)]
    [InlineData(Wires.Completions, """{"model":"m","prompt":["a",1]}""", 400)]
    [InlineData(Wires.Completions, """{"model":"m","prompt":[1,2,-3]}""", 400)]
    [InlineData(Wires.Completions, """{"model":"m","prompt":"x","n":3,"best_of":2}""", 400)]
    [InlineData(Wires.Completions, """{"model":"m","prompt":"x","logprobs":6}""", 400)]
    [InlineData("/groq/openai/v1/completions", """{"model":"m","prompt":"x"}""", 404)]
    [InlineData(Wires.Completions, """{"model":"m","prompt":[[1,2],[3]],"n":2}""", 200)]
    public async Task Requests_are_read_strictly(string path, string body, int status) =>
        Assert.Equal(status, (int)(await _simulator.PostAsync(path, body)).Status);
}
