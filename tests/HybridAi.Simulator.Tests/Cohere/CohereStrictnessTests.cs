namespace HybridAi.Simulator.Tests.Cohere;

public sealed class CohereStrictnessTests : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData(""","top_p":0.5""", "top_p")]
    [InlineData(""","tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object"}}}]""", "strict")]
    [InlineData(""","thinking":{"type":"enabled","budget_tokens":5}""", "budget_tokens")]
    [InlineData(""","response_format":{"type":"json_object","schema":{}}""", "schema")]
    public async Task Unknown_fields_are_refused_with_422(string more, string field)
    {
        var answer = await _simulator.PostAsync(CohereWire.Chat, CohereWire.Ask("Hi", more));

        Assert.Equal(422, (int)answer.Status);
        Assert.StartsWith($"unknown field: parameter '{field}' is not a valid field.", (string?)answer.Json["message"]);
        Assert.Equal(["id", "message"], answer.Json.AsObject().Select(member => member.Key));
    }

    [Theory]
    [InlineData(""","temperature":1.1""", "temperature")]
    [InlineData(""","p":0.995""", "'p'")]
    [InlineData(""","p":0""", "'p'")]
    [InlineData(""","k":501""", "'k'")]
    [InlineData(""","frequency_penalty":-0.1""", "frequency_penalty")]
    [InlineData(""","presence_penalty":1.5""", "presence_penalty")]
    [InlineData(""","seed":-1""", "seed")]
    [InlineData(""","priority":1000""", "priority")]
    [InlineData(""","max_tokens":0""", "max_tokens")]
    [InlineData(""","max_tokens":8001""", "max_tokens must be less than or equal to 8000")]
    [InlineData(""","stop_sequences":["1","2","3","4","5","6"]""", "at most 5")]
    [InlineData(""","tool_choice":"auto" """, "tool_choice")]
    [InlineData(""","tool_choice":"REQUIRED" """, "only allowed when tools are given")]
    [InlineData(""","safety_mode":"LAX" """, "safety_mode")]
    [InlineData(""","citation_options":{"mode":"slow"}""", "citation_options.mode")]
    [InlineData(""","documents":[{"id":"x"}]""", "data is required")]
    [InlineData(""","thinking":{"type":"enabled"}""", "thinking is not supported by the specified model")]
    [InlineData(""","response_format":{"type":"json_schema"}""", "response_format.type")]
    [InlineData(""","response_format":{"type":"json_object"},"documents":["a"]""", "in combination with documents or tools")]
    [InlineData(""","response_format":{"type":"json_object","json_schema":{"type":"array"}}""", "the type in the top level schema must be object")]
    [InlineData(""","response_format":{"type":"json_object","json_schema":{"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"string"}}}},"required":["a"]}}""", "at least one required field")]
    [InlineData(""","response_format":{"type":"json_object","json_schema":{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},"minItems":1}},"required":["a"]}}""", "'minItems' is not supported")]
    [InlineData(""","response_format":{"type":"json_object","json_schema":{"type":"object","properties":{"a":{"type":"string","format":"email"}},"required":["a"]}}""", "format email is not supported")]
    [InlineData(""","tools":[{"type":"function","function":{"name":"get-weather","parameters":{"type":"object"}}}]""", "must only contain characters")]
    [InlineData(""","tools":[{"type":"function","function":{"name":"f"}}]""", "parameters is required")]
    [InlineData(""","strict_tools":true,"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"string"}}}}}]""", "cannot be followed strictly")]
    public async Task Values_out_of_range_are_refused_with_400(string more, string message)
    {
        var answer = await _simulator.PostAsync(CohereWire.Chat, CohereWire.Ask("Hi", more));

        Assert.Equal(400, (int)answer.Status);
        Assert.Contains(message, (string?)answer.Json["message"]);
        Assert.StartsWith("invalid request: ", (string?)answer.Json["message"]);
    }

    [Theory]
    [InlineData("", "must not be empty")]
    [InlineData("""{"role":"developer","content":"a"}""", "role must be one of")]
    [InlineData("""{"role":"user"}""", "content is required")]
    [InlineData("""{"role":"user","content":"a"},{"role":"assistant","content":"b"}""", "the last message must have the role user or tool")]
    [InlineData("""{"role":"user","content":"a"},{"role":"assistant"}""", "must have content or tool_calls")]
    [InlineData("""{"role":"user","content":"a"},{"role":"tool","tool_call_id":"x","content":"b"}""", "no tool call found")]
    [InlineData("""{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"b"}""", "missing: 1")]
    [InlineData("""{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":{}}}]},{"role":"tool","tool_call_id":"1","content":"c"}""", "must be a string that is a valid JSON object")]
    [InlineData("""{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}""", "image content is not supported")]
    [InlineData("""{"role":"system","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]},{"role":"user","content":"a"}""", "type 'image_url' is not allowed here")]
    public async Task Turns_out_of_order_are_refused(string messages, string message)
    {
        var answer = await _simulator.PostAsync(CohereWire.Chat, CohereWire.Turns(messages));

        Assert.Equal(400, (int)answer.Status);
        Assert.Contains(message, (string?)answer.Json["message"]);
    }

    [Theory]
    [InlineData("rateLimit", 429)]
    [InlineData("quota", 402)]
    [InlineData("contentFilter", 498)]
    [InlineData("auth", 401)]
    [InlineData("overloaded", 503)]
    public async Task Errors_are_scripted(string kind, int status)
    {
        await _simulator.ScriptAsync("cohere", $$"""{"errors":[{"kind":"{{kind}}"}]}""");

        var answer = await _simulator.PostAsync(CohereWire.Chat, CohereWire.Ask("Hi"));

        Assert.Equal(status, (int)answer.Status);
        Assert.NotNull(answer.Json["message"]);
        Assert.False(answer.Headers.ContainsKey("Retry-After"));
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_says_by_how_much()
    {
        var answer = await _simulator.PostAsync(CohereWire.Chat, CohereWire.Ask(string.Join(' ', Enumerable.Repeat("word", 9_000)), model: "command-a-translate-08-2025"));

        Assert.Equal(400, (int)answer.Status);
        Assert.Matches(@"^too many tokens: size limit exceeded by \d+ tokens\.", (string)answer.Json["message"]!);
    }

    [Theory]
    [InlineData("GET", "/cohere/v2/chat", 405)]
    [InlineData("POST", "/cohere/v2/nothing", 404)]
    [InlineData("POST", "/cohere/v1/chat", 404)]
    public async Task Unknown_paths_and_methods_are_refused_in_shape(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.Authorization = new("Bearer", "k");

        using var response = await _simulator.Http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotNull((await Answer.ReadAsync(response)).Json["message"]);
    }

    [Theory]
    [InlineData(""","n":1""", 422)]
    [InlineData(""","parallel_tool_calls":true""", 422)]
    [InlineData(""","reasoning_effort":"high" """, 200)]
    public async Task The_compatible_endpoint_knows_fewer_fields(string more, int status)
    {
        var answer = await _simulator.PostAsync("/cohere/compatibility/v1/chat/completions", Wires.Chat(CohereWire.Model, "[[say:Hi]]", more));

        Assert.Equal(status, (int)answer.Status);
        if (status == 200)
            Assert.Equal("Hi", answer.Text);
    }
}
