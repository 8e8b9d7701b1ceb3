namespace HybridAi.Simulator.Tests.Gemini;

public sealed class GeminiStrictnessTests : IAsyncLifetime
{
    private RunningSimulator _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await RunningSimulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task Unknown_names_and_wrong_values_are_all_told_with_their_fields()
    {
        var answer = await _simulator.PostAsync(GeminiWire.Path(GeminiWire.Second), GeminiWire.Ask("Hi", """
            ,"foo":1,"generationConfig":{"bar":2,"topP":"much"},"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"a":{"type":"STRING","const":"x"}}}}]}]
            """));

        Assert.Equal(400, (int)answer.Status);
        Assert.Equal("INVALID_ARGUMENT", (string?)answer.Json["error"]!["status"]);
        var violations = answer.Json["error"]!["details"]![0]!["fieldViolations"]!.AsArray();
        Assert.Equal(
            """
            [{"description":"Invalid JSON payload received. Unknown name \u0022foo\u0022: Cannot find field."},
            {"field":"generation_config","description":"Invalid JSON payload received. Unknown name \u0022bar\u0022 at \u0027generation_config\u0027: Cannot find field."},
            {"field":"generation_config.top_p","description":"Invalid value at \u0027generation_config.top_p\u0027 (TYPE_DOUBLE), \u0022much\u0022"},
            {"field":"tools[0].function_declarations[0].parameters.properties[0].value","description":"Invalid JSON payload received. Unknown name \u0022const\u0022 at \u0027tools[0].function_declarations[0].parameters.properties[0].value\u0027: Cannot find field."}]
            """.ReplaceLineEndings(""),
            violations.ToJsonString());
    }

    [Theory]
    [InlineData(""","generation_config":{"top_p":0.5,"max_output_tokens":"20","stop_sequences":["x"]},"system_instruction":{"parts":[{"text":"Be brief"}]}""")]
    [InlineData(""","generationConfig":{"topP":0.5,"maxOutputTokens":20,"responseMimeType":"application/json","responseSchema":{"type":"object","properties":{"a":{"type":"string"}}}}""")]
    [InlineData(""","safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"BLOCK_NONE"}],"labels":{"a":"b"},"serviceTier":"standard" """)]
    [InlineData(""","tools":[{"googleSearch":{}}]""")]
    public async Task Both_spellings_and_numbers_as_text_are_taken(string more)
    {
        var answer = await _simulator.PostAsync(GeminiWire.Path(GeminiWire.Second), GeminiWire.Ask("Hi", more));

        Assert.True((int)answer.Status == 200, answer.Body);
    }

    [Theory]
    [InlineData(GeminiWire.Second, """ "generationConfig":{"temperature":2.5}""", "temperature must be in the range [0.0, 2.0].")]
    [InlineData(GeminiWire.Second, """ "generationConfig":{"topK":0}""", "top_k must be positive.")]
    [InlineData(GeminiWire.Second, """ "generationConfig":{"candidateCount":9}""", "candidate_count must be in the range [1, 8], got 9.")]
    [InlineData(GeminiWire.Second, """ "generationConfig":{"stopSequences":["1","2","3","4","5","6"]}""", "at most 5 stop sequences")]
    [InlineData(GeminiWire.Second, """ "generationConfig":{"maxOutputTokens":70000}""", "from 1 (inclusive) to 65537 (exclusive)")]
    [InlineData(GeminiWire.Second, """ "generationConfig":{"logprobs":3}""", "only valid when response_logprobs is true")]
    [InlineData(GeminiWire.Second, """ "generationConfig":{"responseModalities":["IMAGE"]}""", "does not support the requested response modalities: image")]
    [InlineData(GeminiWire.Second, """ "generationConfig":{"responseMimeType":"text/html"}""", "allowed mimetypes are")]
    [InlineData(GeminiWire.Second, """ "generationConfig":{"responseSchema":{"type":"STRING"}}""", "the mimetype must be `application/json`")]
    [InlineData(GeminiWire.Second, """ "generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT"}}""", "properties: should be non-empty for OBJECT type")]
    [InlineData(GeminiWire.Second, """ "generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"ARRAY"}}""", "items: missing field.")]
    [InlineData(GeminiWire.Second, """ "generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"STRING","format":"email"}}""", "only 'enum' and 'date-time' are supported for STRING type")]
    [InlineData(GeminiWire.Second, """ "generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{"a":{"type":"STRING"}},"required":["b"]}}""", "required[0]: property is not defined")]
    [InlineData(GeminiWire.Second, """ "generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"STRING"},"responseJsonSchema":{}}""", "only one of response_schema and response_json_schema")]
    [InlineData(GeminiWire.Second, """ "tools":[{"functionDeclarations":[{"name":"f"}]}],"generationConfig":{"responseMimeType":"application/json"}""", "Function calling with a response mime type: 'application/json' is unsupported")]
    [InlineData(GeminiWire.Second, """ "tools":[{"functionDeclarations":[{"name":"f"}]},{"googleSearch":{}}]""", "Tool use with function calling is unsupported")]
    [InlineData(GeminiWire.Third, """ "tools":[{"functionDeclarations":[{"name":"1f"}]}]""", "[FIELD_INVALID] Invalid function name.")]
    [InlineData(GeminiWire.Third, """ "tools":[{"functionDeclarations":[{"name":"f"},{"name":"f"}]}]""", "Duplicate function declaration found: f")]
    [InlineData(GeminiWire.Third, """ "tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"STRING"}}]}]""", "should be OBJECT")]
    [InlineData(GeminiWire.Third, """ "tools":[{"functionDeclarations":[{"name":"f"}]}],"toolConfig":{"functionCallingConfig":{"mode":"AUTO","allowedFunctionNames":["f"]}}""", "only be set when the function calling mode is ANY")]
    [InlineData(GeminiWire.Third, """ "tools":[{"functionDeclarations":[{"name":"f"}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["g"]}}""", "'g' is not a declared function")]
    [InlineData(GeminiWire.Third, """ "generationConfig":{"thinkingConfig":{"thinkingLevel":"MINIMAL"}}""", "Thinking level MINIMAL is not supported for this model.")]
    [InlineData(GeminiWire.Third, """ "generationConfig":{"thinkingConfig":{"thinkingLevel":"LOW","thinkingBudget":5}}""", "only one of thinking budget and thinking level")]
    [InlineData("gemini-2.5-pro", """ "generationConfig":{"thinkingConfig":{"thinkingBudget":64}}""", "The thinking budget 64 is invalid. Please choose a value between 128 and 32768.")]
    [InlineData("gemini-2.0-flash", """ "generationConfig":{"thinkingConfig":{"thinkingBudget":64}}""", "Thinking is not supported for this model.")]
    public async Task What_cannot_be_is_refused(string model, string member, string message)
    {
        var answer = await _simulator.PostAsync(GeminiWire.Path(model), GeminiWire.Ask("Hi", "," + member));

        Assert.Equal(400, (int)answer.Status);
        Assert.Contains(message, (string)answer.Json["error"]!["message"]!);
        Assert.Null(answer.Json["error"]!["details"]);
    }

    [Theory]
    [InlineData("", "contents is not specified")]
    [InlineData("""{"role":"user","parts":[]}""", "parts must not be empty")]
    [InlineData("""{"role":"assistant","parts":[{"text":"a"}]}""", "Please use a valid role: user, model.")]
    [InlineData("""{"role":"user","parts":[{"thought":true}]}""", "required oneof field 'data'")]
    [InlineData("""{"role":"user","parts":[{"text":"a","functionCall":{"name":"f"}}]}""", "oneof field 'data' is already set")]
    [InlineData("""{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"b"}]}""", "end with a user turn or a function response")]
    [InlineData("""{"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}}]}""", "comes immediately after a function call turn")]
    [InlineData("""{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall":{"name":"f"}},{"functionCall":{"name":"g"}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{}}}]}""", "number of function response parts is equal")]
    [InlineData("""{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall":{"name":"f"}}]},{"role":"user","parts":[{"functionResponse":{"name":"g","response":{}}}]}""", "'g' does not")]
    [InlineData("""{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall":{"name":"f","id":"1"}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","id":"2","response":{}}}]}""", "'f' does not")]
    [InlineData("""{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall":{"name":"f"}}]},{"role":"user","parts":[{"text":"b"}]}""", "number of function response parts is equal")]
    [InlineData("""{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"###"}}]}""", "Base64 decoding failed")]
    [InlineData("""{"role":"user","parts":[{"inlineData":{"mimeType":"application/zip","data":"AAAA"}}]}""", "Unsupported MIME type: application/zip")]
    [InlineData("""{"role":"user","parts":[{"fileData":{"fileUri":"file:///etc/passwd","mimeType":"image/png"}}]}""", "unsupported file uri")]
    public async Task Turns_out_of_order_are_refused(string contents, string message)
    {
        var answer = await _simulator.PostAsync(GeminiWire.Path(GeminiWire.Second), GeminiWire.Turns(contents));

        Assert.Equal(400, (int)answer.Status);
        Assert.Contains(message, (string)answer.Json["error"]!["message"]!);
    }

    [Theory]
    [InlineData("no-such-model", "generateContent", 404, "is not found for API version v1beta")]
    [InlineData("gemini-embedding-001", "generateContent", 404, "not supported for generateContent")]
    [InlineData(GeminiWire.Second, "embedContent", 404, "not supported for embedContent")]
    [InlineData(GeminiWire.Second, "tuneModel", 404, "was not found on this server")]
    public async Task Models_and_methods_that_are_not_there(string model, string method, int status, string message)
    {
        var answer = await _simulator.PostAsync(GeminiWire.Path(model, method), GeminiWire.Ask("Hi"));

        Assert.Equal(status, (int)answer.Status);
        Assert.Equal("NOT_FOUND", (string?)answer.Json["error"]!["status"]);
        Assert.Contains(message, (string)answer.Json["error"]!["message"]!);
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_is_refused()
    {
        var answer = await _simulator.PostAsync(GeminiWire.Path("gemini-2.5-flash-image"), GeminiWire.Ask(string.Join(' ', Enumerable.Repeat("word", 33_000))));

        Assert.Equal(400, (int)answer.Status);
        Assert.Matches(@"The input token count \(\d+\) exceeds the maximum number of tokens allowed \(32768\)\.", (string)answer.Json["error"]!["message"]!);
    }
}
