namespace HybridAi.Simulator.Tests.Anthropic;

public sealed class MessageStrictnessTests : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData("""{}""", "max_tokens: Field required")]
    [InlineData("""[]""", "body: Input should be an object")]
    [InlineData("""{"max_tokens":1}""", "model: Field required")]
    [InlineData("""{"max_tokens":"1","model":"claude-sonnet-5","messages":[]}""", "max_tokens: Input should be a valid integer")]
    [InlineData("""{"max_tokens":-1,"model":"claude-sonnet-5","messages":[]}""", "max_tokens: Input should be greater than or equal to 0")]
    [InlineData("""{"max_tokens":999999,"model":"claude-sonnet-5","messages":[]}""", "max_tokens: 999999 > 128000, which is the maximum allowed number of output tokens for claude-sonnet-5")]
    [InlineData("""{"max_tokens":1,"model":"claude-sonnet-5","messages":"Hi"}""", "messages: Input should be a valid list")]
    public Task The_body_is_checked(string body, string message) => RefusedAsync(body, message);

    [Theory]
    [InlineData("\"n\":2", "n: Extra inputs are not permitted")]
    [InlineData("\"stream\":1", "stream: Input should be a valid boolean")]
    [InlineData("\"top_k\":5", "top_k: Extra inputs are not permitted")]
    [InlineData("\"metadata\":{\"user_id\":1}", "metadata.user_id: Input should be a valid string")]
    [InlineData("\"metadata\":{\"a\":\"b\"}", "metadata.a: Extra inputs are not permitted")]
    [InlineData("\"service_tier\":\"flex\"", "service_tier: Input should be 'auto' or 'standard_only'")]
    [InlineData("\"stop_sequences\":[\" \"]", "stop_sequences: each stop sequence must contain non-whitespace")]
    [InlineData("\"stop_sequences\":[1]", "stop_sequences.0: Input should be a valid string")]
    [InlineData("\"thinking\":{\"type\":\"deep\"}", "thinking: Input tag 'deep' found using 'type' does not match any of the expected tags: 'adaptive', 'between_tools', 'disabled', 'enabled'")]
    [InlineData("\"thinking\":{\"type\":\"adaptive\",\"budget_tokens\":2000}", "thinking.adaptive.budget_tokens: Extra inputs are not permitted")]
    [InlineData("\"output_config\":{\"effort\":\"huge\"}", "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'")]
    [InlineData("\"output_config\":{\"format\":{\"type\":\"json_object\",\"schema\":{}}}", "output_config.format.type: Input should be 'json_schema'")]
    [InlineData("\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":{\"oneOf\":[]}}}", "output_config.format.schema: Schema keyword 'oneOf' is not supported")]
    [InlineData("\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"2h\"}", "cache_control.ttl: Input should be '5m' or '1h'")]
    [InlineData("\"tool_choice\":{\"type\":\"auto\"}", "tool_choice: tool_choice may only be specified while providing tools")]
    [InlineData("\"tools\":[{\"name\":\"a\"}]", "tools.0.custom.input_schema: Field required")]
    [InlineData("\"tools\":[{\"name\":\"a b\",\"input_schema\":{\"type\":\"object\"}}]", "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'")]
    [InlineData("\"tools\":[{\"name\":\"a\",\"input_schema\":{}}]", "tools.0.custom.input_schema.type: Field required")]
    [InlineData("\"tools\":[{\"name\":\"a\",\"input_schema\":{\"type\":\"array\"}}]", "tools.0.custom.input_schema.type: Input should be 'object'")]
    [InlineData("\"tools\":[{\"name\":\"a\",\"input_schema\":{\"type\":\"object\",\"anyOf\":[]}}]", "tools.0.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level")]
    [InlineData("\"tools\":[{\"name\":\"a\",\"strict\":true,\"input_schema\":{\"type\":\"object\"}}]", "tools.0: For 'object' type, 'additionalProperties' must be explicitly set to false")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{}}]", "tools.0: Input tag 'function' found using 'type' does not match any of the expected tags:*")]
    [InlineData("\"tools\":[{\"name\":\"a\",\"input_schema\":{\"type\":\"object\"}},{\"name\":\"a\",\"input_schema\":{\"type\":\"object\"}}]", "tools: Tool names must be unique.")]
    public Task Settings_are_checked(string setting, string message) =>
        RefusedAsync(Wires.Chat("claude-sonnet-5", "Hi", ",\"max_tokens\":10," + setting), message);

    [Theory]
    [InlineData("""{"role":"tool","content":"x"}""", "messages.0.role: Input should be 'user' or 'assistant'")]
    [InlineData("""{"role":"user"}""", "messages.0.content: Field required")]
    [InlineData("""{"role":"user","content":""}""", "messages.0: user messages must have non-empty content")]
    [InlineData("""{"role":"user","content":"x","name":"y"}""", "messages.0.name: Extra inputs are not permitted")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":""}]}""", "messages: text content blocks must be non-empty")]
    [InlineData("""{"role":"user","content":[{"text":"x"}]}""", "messages.0.content.0.type: Field required")]
    [InlineData("""{"role":"user","content":[{"type":"input_text","text":"x"}]}""", "messages.0.content.0: Input tag 'input_text' found using 'type' does not match any of the expected tags:*")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"x","cache_control":{"type":"persistent"}}]}""", "messages.0.content.0.text.cache_control.type: Input should be 'ephemeral'")]
    [InlineData("""{"role":"user","content":[{"type":"tool_use","id":"a","name":"b","input":{}}]}""", "messages.0: `tool_use` blocks can only be in `assistant` messages")]
    [InlineData("""{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}""", "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: a. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.")]
    [InlineData("""{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/bmp","data":"AAAA"}}]}""", "messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'")]
    [InlineData("""{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"b","input":"{}"}]}""", "messages.1.content.0.tool_use.input: Input should be an object")]
    [InlineData("""{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"a b","name":"b","input":{}}]}""", "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'")]
    [InlineData("""{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_result","tool_use_id":"a"}]}""", "messages.1: `tool_result` blocks can only be in `user` messages")]
    [InlineData("""{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"x","cache_control":null}]}""", "messages.1.content.0.thinking.cache_control: Extra inputs are not permitted")]
    public Task Messages_are_checked(string messages, string message) =>
        RefusedAsync($$"""{"model":"claude-sonnet-5","max_tokens":10,"messages":[{{messages}}]}""", message);

    [Fact]
    public async Task A_loop_of_tools_is_one_turn_that_thinks_as_it_began()
    {
        const string Tools = ",\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]";
        const string On = ",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}";
        const string Result = """{"role":"user","content":[{"type":"tool_result","tool_use_id":"ID","content":"x"}]}""";
        var begun = (await _simulator.PostAsync(Wires.Anthropic, Wires.Chat("claude-haiku-4-5", "[[tool:f {}]]", ",\"max_tokens\":3000" + Tools + On))).Json["content"]!.AsArray();
        var id = (string)begun.Single(block => (string?)block!["type"] == "tool_use")!["id"]!;
        var thought = $$"""{"role":"assistant","content":{{begun.ToJsonString()}}},{{Result.Replace("ID", id, StringComparison.Ordinal)}}""";
        var bare = """{"role":"assistant","content":[{"type":"tool_use","id":"t2","name":"f","input":{}}]},""" + Result.Replace("ID", "t2", StringComparison.Ordinal);
        string Body(string turns, string more) => $$"""{"model":"claude-haiku-4-5","max_tokens":3000,"messages":[{"role":"user","content":"x"},{{turns}}]{{Tools}}{{more}}}""";

        Assert.Equal(200, (int)(await _simulator.PostAsync(Wires.Anthropic, Body(thought, On))).Status);
        Assert.Equal(200, (int)(await _simulator.PostAsync(Wires.Anthropic, Body(thought + "," + bare, On))).Status);
        Assert.Equal(200, (int)(await _simulator.PostAsync(Wires.Anthropic, Body(bare, ""))).Status);
        Assert.Equal(200, (int)(await _simulator.PostAsync(Wires.Anthropic, Body(bare + """,{"role":"assistant","content":"a"},{"role":"user","content":"b"}""", On))).Status);
        // What is refused is not billed.
        (await _simulator.Http.DeleteAsync("/_sim/invoice")).EnsureSuccessStatusCode();
        await RefusedAsync(Body(bare, On), "messages.1.content.0.tool_use: Expected `thinking` or `redacted_thinking`, but found `tool_use`.*");
        await RefusedAsync(Body(bare + "," + thought, On), "messages.1.content.0.tool_use: Expected `thinking` or `redacted_thinking`, but found `tool_use`.*");
        await RefusedAsync(Body(thought, ""), "messages.1.content.0: When thinking is disabled, an `assistant` message in the final position cannot contain `thinking`.*");
    }

    [Fact]
    public async Task A_system_message_amid_the_conversation_is_for_newer_models()
    {
        const string Body = """{"model":"MODEL","max_tokens":10,"messages":[{"role":"user","content":"x"},{"role":"system","content":"y"},{"role":"user","content":"z"}]}""";

        await RefusedAsync(Body.Replace("MODEL", "claude-haiku-4-5", StringComparison.Ordinal), "messages: Unexpected role \"system\".*");
        Assert.Equal(200, (int)(await _simulator.PostAsync(Wires.Anthropic, Body.Replace("MODEL", "claude-opus-5-5", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_is_refused()
    {
        var words = string.Join(' ', Enumerable.Repeat("word", 200_001));

        await RefusedAsync(Wires.Chat("claude-haiku-4-5", words, ",\"max_tokens\":10"), "prompt is too long: 200007 tokens > 200000 maximum");
    }

    [Fact]
    public async Task Where_the_window_ends_the_answer_ends()
    {
        var words = string.Join(' ', Enumerable.Repeat("word", 199_980));

        var answer = await _simulator.PostAsync(Wires.Anthropic, Wires.Chat("claude-haiku-4-5", words + " [[words:90]]", ",\"max_tokens\":100"));

        Assert.Equal("model_context_window_exceeded", (string?)answer.Json["stop_reason"]);
    }

    [Fact]
    public async Task A_call_that_is_cut_short_is_left_out()
    {
        var answer = await _simulator.PostAsync(Wires.Anthropic, Wires.Chat(
            "claude-sonnet-5", "[[tool:f {\"a\":\"one two three four five\"}]]", ",\"max_tokens\":8,\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]"));

        Assert.Empty(answer.Json["content"]!.AsArray());
        Assert.Equal("max_tokens", (string?)answer.Json["stop_reason"]);
        Assert.Equal(0, (int)answer.Json["usage"]!["output_tokens"]!);
    }

    private async Task RefusedAsync(string body, string message)
    {
        var answer = await _simulator.PostAsync(Wires.Anthropic, body);

        Assert.Equal(400, (int)answer.Status);
        Assert.Equal("error", (string?)answer.Json["type"]);
        Assert.Equal("invalid_request_error", (string?)answer.Json["error"]!["type"]);
        Assert.Equal(answer.Headers["request-id"], (string?)answer.Json["request_id"]);
        var said = (string)answer.Json["error"]!["message"]!;
        if (message.EndsWith('*'))
            Assert.StartsWith(message[..^1], said, StringComparison.Ordinal);
        else
            Assert.Equal(message, said);
        Assert.Empty(await _simulator.LinesAsync());
    }
}
