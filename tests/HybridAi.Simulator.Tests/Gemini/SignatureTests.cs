namespace HybridAi.Simulator.Tests.Gemini;

public sealed class SignatureTests : IAsyncLifetime
{
    private const string Question = """{"role":"user","parts":[{"text":"[[tool:get_weather {\"city\":\"Oslo\",\"days\":2}]]"}]}""";
    private const string Reply = """{"role":"user","parts":[{"functionResponse":{"name":"get_weather","response":{"output":"sunny"}}}]}""";
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData("""{"city":"Oslo","days":2}""")]
    [InlineData("""{ "days": 2.0, "city": "\u004fslo" }""")]
    public async Task A_signature_holds_for_the_call_however_it_is_written(string arguments)
    {
        var answer = await AskAsync(GeminiWire.Third, arguments, await SignatureAsync());

        Assert.True((int)answer.Status == 200, answer.Body);
        Assert.Contains("sunny", answer.Json.TextOf());
    }

    [Theory]
    [InlineData(GeminiWire.Third, null, "missing a thought_signature")]
    [InlineData(GeminiWire.Third, "", "missing a thought_signature")]
    [InlineData(GeminiWire.Third, "AAAA", "Corrupted thought signature.")]
    [InlineData(GeminiWire.Second, "AAAA", "Corrupted thought signature.")]
    [InlineData(GeminiWire.Third, "!", "Base64 decoding failed")]
    [InlineData(GeminiWire.Second, null, null)]
    [InlineData(GeminiWire.Third, "skip_thought_signature_validator", null)]
    public async Task Without_its_signature_a_call_is_refused(string model, string? signature, string? message)
    {
        var answer = await AskAsync(model, """{"city":"Oslo","days":2}""", signature);

        Assert.Equal(message is null ? 200 : 400, (int)answer.Status);
        if (message is not null)
            Assert.Contains(message, (string)answer.Json["error"]!["message"]!);
    }

    [Fact]
    public async Task The_signature_of_another_call_is_refused()
    {
        var answer = await AskAsync(GeminiWire.Third, """{"city":"Rome","days":2}""", await SignatureAsync());

        Assert.Equal(400, (int)answer.Status);
    }

    [Fact]
    public async Task The_message_names_the_call_and_its_place()
    {
        var answer = await AskAsync(GeminiWire.Third, "{}", null);

        Assert.Contains("function call `default_api:get_weather` , position 2.", (string)answer.Json["error"]!["message"]!);
    }

    [Fact]
    public async Task Only_the_first_of_parallel_calls_is_signed()
    {
        var answer = await _simulator.PostAsync(
            GeminiWire.Path(GeminiWire.Third), GeminiWire.Ask("""[[tool:get_weather {"city":"A"}]] [[tool:get_weather {"city":"B"}]]""", GeminiWire.WeatherTool));

        var parts = answer.Json["candidates"]![0]!["content"]!["parts"]!.AsArray();
        Assert.Equal(2, parts.Count);
        Assert.NotNull(parts[0]!["thoughtSignature"]);
        Assert.Null(parts[1]!["thoughtSignature"]);
        Assert.NotEqual((string?)parts[0]!["functionCall"]!["id"], (string?)parts[1]!["functionCall"]!["id"]);
    }

    [Fact]
    public async Task Every_step_of_the_current_turn_is_looked_at()
    {
        var signature = await SignatureAsync();
        static string Call(string? signed) =>
            """{"role":"model","parts":[{"functionCall":{"name":"get_weather","args":{"city":"Oslo","days":2}}S}]}"""
                .Replace("S", signed is null ? "" : $",\"thoughtSignature\":\"{signed}\"", StringComparison.Ordinal);
        async Task<int> StatusAsync(string? first, string? second) => (int)(await _simulator.PostAsync(
            GeminiWire.Path(GeminiWire.Third), GeminiWire.Turns($"{Question},{Call(first)},{Reply},{Call(second)},{Reply}", GeminiWire.WeatherTool))).Status;

        Assert.Equal(200, await StatusAsync(signature, signature));
        Assert.Equal(400, await StatusAsync(null, signature));
        Assert.Equal(400, await StatusAsync(signature, null));
    }

    private async Task<string> SignatureAsync()
    {
        var first = await _simulator.PostAsync(GeminiWire.Path(GeminiWire.Third), GeminiWire.Turns(Question, GeminiWire.WeatherTool));
        return (string)first.Json["candidates"]![0]!["content"]!["parts"]![0]!["thoughtSignature"]!;
    }

    private Task<Answer> AskAsync(string model, string arguments, string? signature)
    {
        var sign = signature is null ? "" : $",\"thoughtSignature\":\"{signature}\"";
        var call = $$$"""{"role":"model","parts":[{"functionCall":{"name":"get_weather","args":{{{arguments}}}}{{{sign}}}}]}""";
        return _simulator.PostAsync(GeminiWire.Path(model), GeminiWire.Turns($"{Question},{call},{Reply}", GeminiWire.WeatherTool));
    }
}
