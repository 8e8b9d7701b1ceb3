using System.Net;

namespace HybridAi.Simulator.Tests.OpenAi;

public sealed class ChatValidationTests : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData(Wires.OpenAi, "gpt-4o", "reasoning_content", 400, "Unknown parameter: 'messages[1].reasoning_content'.")]
    [InlineData(Wires.OpenAi, "gpt-4o", "refusal", 200, "")]
    [InlineData(Wires.Groq, "openai/gpt-oss-20b", "reasoning_content", 400, "'messages.1' : for 'role:assistant' the following must be satisfied[('messages.1' : property 'reasoning_content' is unsupported)]")]
    [InlineData(Wires.Groq, "openai/gpt-oss-20b", "annotations", 400, "property 'annotations' is unsupported")]
    [InlineData(Wires.Groq, "openai/gpt-oss-20b", "reasoning", 200, "")]
    [InlineData(Wires.Groq, "moonshotai/kimi-k2-instruct-0905", "reasoning", 400, "messages[1].reasoning: reasoning is not supported with this model")]
    [InlineData(Wires.Mistral, "mistral-small-2603", "reasoning", 422, "Extra inputs are not permitted")]
    [InlineData(Wires.Cerebras, "gpt-oss-120b", "reasoning_details", 422, "messages.1.assistant.reasoning_details: property 'messages.1.assistant.reasoning_details' is unsupported")]
    [InlineData(Wires.Cerebras, "gpt-oss-120b", "reasoning", 200, "")]
    [InlineData(Wires.OpenRouter, "openai/gpt-5.4-mini", "reasoning_content", 200, "")]
    public async Task What_earlier_answers_said_is_taken_back_by_those_who_say_it(string path, string model, string member, int status, string message)
    {
        var answer = await _simulator.PostAsync(
            path, $$"""{"model":"{{model}}","messages":[{"role":"user","content":"x"},{"role":"assistant","content":"a","{{member}}":"b"},{"role":"user","content":"x"}]}""");
        var text = answer.Json.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.True((int)answer.Status == status && text.Contains(message, StringComparison.Ordinal), text);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", "missing_required_parameter", "model")]
    [InlineData("""{"model":"gpt-4o"}""", "missing_required_parameter", "messages")]
    [InlineData("""{"model":5,"messages":[]}""", "invalid_type", "model")]
    [InlineData("""{"model":"gpt-4o","messages":[]}""", "empty_array", "messages")]
    [InlineData("""{"model":"gpt-4o","messages":"hi"}""", "invalid_type", "messages")]
    [InlineData("""{"model":"gpt-4o","messages":[5]}""", "invalid_type", "messages[0]")]
    [InlineData("""{"model":"gpt-4o","messages":[{"content":"x"}]}""", "missing_required_parameter", "messages[0].role")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"boss","content":"x"}]}""", "invalid_value", "messages[0].role")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user"}]}""", "missing_required_parameter", "messages[0].content")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":5}]}""", "invalid_type", "messages[0].content")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":[]}]}""", "empty_array", "messages[0].content")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"picture"}]}]}""", "invalid_value", "messages[0].content[0].type")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"system","content":[{"type":"image_url","image_url":{"url":"https://a.b/c"}}]}]}""", "invalid_value", "messages[0].content[0].type")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"ftp://a.b/c"}}]}]}""", "invalid_image_url", "messages[0].content[0].image_url.url")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,@@"}}]}]}""", "invalid_base64", "messages[0].content[0].image_url.url")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}]}""", "invalid_value", "messages[0].content[0].type")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x","name":"a b"}]}""", "invalid_value", "messages[0].name")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"assistant"}]}""", null, "messages[0].content")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"tool","tool_call_id":"a","content":"x"}]}""", null, "messages[0].role")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"x"}]}""", null, "messages[1].role")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"b","content":"x"}]}""", null, "messages[1].tool_call_id")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":{}}}]}]}""", "invalid_type", "messages[0].tool_calls[0].function.arguments")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"temperature":2.5}""", "decimal_above_max_value", "temperature")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"temperature":"1"}""", "invalid_type", "temperature")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"top_p":-1}""", "decimal_below_min_value", "top_p")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"n":0}""", "integer_below_min_value", "n")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"n":1.5}""", "invalid_type", "n")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"n":129}""", "integer_above_max_value", "n")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"max_tokens":0}""", "integer_below_min_value", "max_tokens")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"max_tokens":999999}""", "invalid_value", "max_tokens")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"stop":["a","b","c","d","e"]}""", "array_above_max_length", "stop")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"stream_options":{"include_usage":true}}""", null, "stream_options")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"top_logprobs":2}""", null, "top_logprobs")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"logit_bias":{"5":200}}""", "invalid_value", "logit_bias.5")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"metadata":{"a":1}}""", "invalid_type", "metadata.a")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"a b"}}]}""", "invalid_value", "tools[0].function.name")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function"}]}""", "missing_required_parameter", "tools[0].function")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{"a":{"type":"string"}},"required":[],"additionalProperties":false}}}]}""", "invalid_function_parameters", "tools[0].function.parameters")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"tool_choice":"auto"}""", null, "tool_choice")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"function","function":{"name":"g"}}}""", null, "tool_choice")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"any"}""", "invalid_value", "tool_choice")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_object"}}""", null, "messages")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"response_format":{"type":"xml"}}""", "invalid_value", "response_format.type")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"schema":{}}}}""", "missing_required_parameter", "response_format.json_schema.name")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":{"type":"object","properties":{}}}}}""", null, "response_format")]
    [InlineData("""{"model":"gpt-5","messages":[{"role":"user","content":"x"}],"temperature":0.5}""", "unsupported_value", "temperature")]
    [InlineData("""{"model":"gpt-5","messages":[{"role":"user","content":"x"}],"top_p":0.5}""", "unsupported_value", "top_p")]
    [InlineData("""{"model":"o3","messages":[{"role":"user","content":"x"}],"max_tokens":5}""", "unsupported_parameter", "max_tokens")]
    [InlineData("""{"model":"gpt-5","messages":[{"role":"user","content":"x"}],"reasoning_effort":"xhigh"}""", "unsupported_value", "reasoning_effort")]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"reasoning_effort":"low"}""", null, null)]
    [InlineData("""{"model":"gpt-4o","messages":[{"role":"user","content":"x"}],"modalities":["audio"]}""", "invalid_value", "modalities")]
    public async Task OpenAi_refuses_with_400_and_names_the_field(string body, string? code, string? param)
    {
        var answer = await _simulator.PostAsync(Wires.OpenAi, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        var error = answer.Json["error"]!;
        Assert.Equal("invalid_request_error", (string?)error["type"]);
        Assert.Equal(code, (string?)error["code"]);
        Assert.Equal(param, (string?)error["param"]);
        Assert.NotEmpty((string)error["message"]!);
    }

    [Theory]
    [InlineData(""","temperature":1""")]
    [InlineData(""","temperature":null,"tools":null,"stop":null,"response_format":null""")]
    [InlineData(""","presence_penalty":0,"max_completion_tokens":2000,"reasoning_effort":"minimal" """)]
    public async Task Defaults_and_nulls_are_accepted_by_reasoning_models(string more)
    {
        var answer = await _simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-5", "Hi", more));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData(Wires.OpenAi, "gpt-4o", 400, """{"error":{"message":"Unrecognized request argument supplied: foo","type":"invalid_request_error","param":"foo","code":null}}""")]
    [InlineData(Wires.Groq, "openai/gpt-oss-20b", 400, """{"error":{"message":"property 'foo' is unsupported","type":"invalid_request_error","param":"foo"}}""")]
    [InlineData(Wires.Mistral, "mistral-small-latest", 422, """{"detail":[{"type":"extra_forbidden","loc":["body","foo"],"msg":"Extra inputs are not permitted"}]}""")]
    [InlineData(Wires.Cerebras, "gpt-oss-120b", 422, """{"message":"body.foo: property 'body.foo' is unsupported","type":"invalid_request_error","param":"foo","code":"wrong_api_format"}""")]
    [InlineData(Wires.OpenRouter, "openai/gpt-4o-mini", 200, null)]
    [InlineData(Wires.Ollama, "llama3", 200, null)]
    [InlineData(Wires.Vllm, "qwen", 200, null)]
    [InlineData(Wires.Azure, "dep", 400, """{"error":{"code":null,"message":"Unrecognized request argument supplied: foo","param":"foo","type":"invalid_request_error"}}""")]
    public async Task An_unknown_field_is_refused_or_ignored_as_the_provider_does(string path, string model, int status, string? body)
    {
        var answer = await _simulator.PostAsync(path, Wires.Chat(model, "Hi", ""","foo":1"""));

        Assert.Equal(status, (int)answer.Status);
        if (body is not null)
            Assert.Equal(body, answer.Json.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Theory]
    [InlineData(""","seed":1""")]
    [InlineData(""","stream":true,"stream_options":{"include_usage":true}""")]
    [InlineData(""","max_completion_tokens":5""")]
    [InlineData(""","user":"u" """)]
    [InlineData(""","temperature":1.6""")]
    public async Task Mistral_refuses_what_only_OpenAi_has(string more) =>
        Assert.Equal(422, (int)(await _simulator.PostAsync(Wires.Mistral, Wires.Chat("mistral-small-latest", "Hi", more))).Status);

    [Theory]
    [InlineData(""","n":2""")]
    [InlineData(""","logit_bias":{"1":1}""")]
    [InlineData(""","top_logprobs":1""")]
    public async Task Groq_refuses_what_it_does_not_have(string more) =>
        Assert.Equal(400, (int)(await _simulator.PostAsync(Wires.Groq, Wires.Chat("openai/gpt-oss-20b", "Hi", more))).Status);

    [Fact]
    public async Task Mistral_wants_the_last_message_to_ask()
    {
        const string Body = """{"model":"mistral-small-latest","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"PREFIX}]}""";

        var refused = await _simulator.PostAsync(Wires.Mistral, Body.Replace("PREFIX", "", StringComparison.Ordinal));
        var continued = await _simulator.PostAsync(Wires.Mistral, Body.Replace("PREFIX", ",\"prefix\":true", StringComparison.Ordinal));

        Assert.Equal(400, (int)refused.Status);
        Assert.Equal("error", (string?)refused.Json["object"]);
        Assert.StartsWith("b", continued.Text);
    }

    [Fact]
    public async Task Ollama_takes_images_only_as_data()
    {
        const string Body = """{"model":"llava","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"URL"}}]}]}""";

        var remote = await _simulator.PostAsync(Wires.Ollama, Body.Replace("URL", "https://example.com/a.png", StringComparison.Ordinal));
        var data = await _simulator.PostAsync(Wires.Ollama, Body.Replace("URL", "data:image/png;base64,AAAA", StringComparison.Ordinal));

        Assert.Equal(400, (int)remote.Status);
        Assert.Equal(200, (int)data.Status);
    }

    [Theory]
    [InlineData(Wires.OpenAi, "no-such-model", 404, "model_not_found")]
    [InlineData(Wires.Groq, "llama-3.3-70b-versatile", 404, "model_not_found")]
    [InlineData(Wires.OpenAi, "text-embedding-3-small", 404, "model_not_found")]
    public async Task Unknown_and_retired_models_are_not_found(string path, string model, int status, string code)
    {
        var answer = await _simulator.PostAsync(path, Wires.Chat(model, "Hi"));

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal(code, (string?)answer.Json["error"]!["code"]);
    }

    [Fact]
    public async Task A_prompt_beyond_the_window_is_refused()
    {
        var text = string.Concat(Enumerable.Repeat("word ", 130_000));

        var answer = await _simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", text));

        Assert.Equal(400, (int)answer.Status);
        Assert.Equal("context_length_exceeded", (string?)answer.Json["error"]!["code"]);
        Assert.Empty(await _simulator.LinesAsync());
    }

    [Fact]
    public async Task Azure_refuses_a_filtered_prompt_with_what_it_found()
    {
        var error = (await _simulator.PostAsync(Wires.Azure, Wires.Chat("dep", "[[filter:prompt]]"))).Json["error"]!;

        Assert.Equal("content_filter", (string?)error["code"]);
        Assert.Equal("prompt", (string?)error["param"]);
        Assert.Equal("ResponsibleAIPolicyViolation", (string?)error["innererror"]!["code"]);
    }
}
