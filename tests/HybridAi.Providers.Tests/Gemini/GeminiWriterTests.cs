using HybridAi.Core.Chat;
using static HybridAi.Providers.Tests.Gemini.GeminiCase;

namespace HybridAi.Providers.Tests.Gemini;

public sealed class GeminiWriterTests
{
    [Fact]
    public void The_whole_body_is_as_expected()
    {
        var request = Ask(
            Instructions("Be brief."), new ChatMessage(ChatRole.Developer, [new ChatPart.Text("And kind.")]),
            User("Grüße \U0001F600 <&>"), User(new ChatPart.Text("More")), Model(new ChatPart.Text(""), Call("c1", "f", "")), Tool(Result("c1", "[1]")), User("Go on")) with
        {
            Tools = [new ToolDefinition.Function("f")], Store = false,
        };
        Assert.Equal(
            """
            {"contents":[{"role":"user","parts":[{"text":"Grüße 😀 <&>"},{"text":"More"}]},
            {"role":"model","parts":[{"functionCall":{"id":"c1","name":"f","args":{}}}]},
            {"role":"user","parts":[{"functionResponse":{"id":"c1","name":"f","response":{"result":"[1]"}}},{"text":"Go on"}]}],
            "systemInstruction":{"parts":[{"text":"Be brief."},{"text":"And kind."}]},
            "tools":[{"functionDeclarations":[{"name":"f"}]}],"store":false}
            """.ReplaceLineEndings(""), Write(request).Replace("\\uD83D\\uDE00", "😀", StringComparison.Ordinal));
    }

    [Fact]
    public void Instructions_amid_a_conversation_are_a_users_turn()
    {
        var body = Write(Ask(User("a"), Instructions("b"), User("c")));
        Assert.Equal("""{"contents":[{"role":"user","parts":[{"text":"a"},{"text":"b"},{"text":"c"}]}]}""", body);
    }

    [Fact]
    public void Instructions_alone_are_asked_by_the_user() =>
        Assert.Equal("""{"contents":[{"role":"user","parts":[{"text":"a"}]}]}""", Write(Ask(Instructions("a"))));

    [Fact]
    public void What_the_user_says_is_sent_even_if_it_is_nothing() =>
        Assert.Equal("""{"contents":[{"role":"user","parts":[{"text":""}]}]}""", Write(Ask(User(""))));

    [Fact]
    public void A_prefill_is_refused() => Assert.Equal("messages", Refused(Ask(User("a"), Model(new ChatPart.Text("b")))).Param);

    [Theory]
    [InlineData("https://example.org/a/cat.JPEG?x=1#y", null, """{"fileUri":"https://example.org/a/cat.JPEG?x=1#y","mimeType":"image/jpeg"}""")]
    [InlineData("https://example.org/cat", "image/webp", """{"fileUri":"https://example.org/cat","mimeType":"image/webp"}""")]
    [InlineData("https://example.org/cat.unknownending", null, """{"fileUri":"https://example.org/cat.unknownending"}""")]
    [InlineData("HTTPS://youtu.be/abc", null, """{"fileUri":"HTTPS://youtu.be/abc"}""")]
    public void Public_addresses_are_fetched_by_Google(string address, string? type, string expected)
    {
        var media = new ChatPart.Media(MediaKind.Image, new MediaSource.Url(address)) { MediaType = type };
        Assert.Equal(expected, At(Write(Ask(User(media))), "contents.0.parts.0.fileData"));
    }

    [Theory]
    [InlineData("http://example.org/cat.png")]
    [InlineData("gs://bucket/cat.png")]
    [InlineData("data:image/png,raw")]
    [InlineData("")]
    public void Other_addresses_are_refused(string address) =>
        Assert.Equal("messages", Refused(Ask(User(new ChatPart.Media(MediaKind.Image, new MediaSource.Url(address))))).Param);

    [Theory]
    [InlineData("files/abc", "https://generativelanguage.googleapis.com/v1beta/files/abc")]
    [InlineData("https://generativelanguage.googleapis.com/v1beta/files/x", "https://generativelanguage.googleapis.com/v1beta/files/x")]
    public void Uploaded_files_are_named_by_their_address(string id, string uri)
    {
        var media = new ChatPart.Media(MediaKind.Document, new MediaSource.File(id)) { MediaType = "application/pdf" };
        Assert.Equal($$"""{"fileUri":"{{uri}}","mimeType":"application/pdf"}""", At(Write(Ask(User(media))), "contents.0.parts.0.fileData"));
    }

    [Fact]
    public void Files_of_others_are_refused() =>
        Assert.Contains("does not have this file", Refused(Ask(User(new ChatPart.Media(MediaKind.Document, new MediaSource.File("file-abc"))))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(MediaKind.Image, null, null, "image/png")]
    [InlineData(MediaKind.Audio, null, null, "audio/wav")]
    [InlineData(MediaKind.Video, null, null, "video/mp4")]
    [InlineData(MediaKind.Document, null, null, "application/pdf")]
    [InlineData(MediaKind.Document, null, "notes.md", "text/markdown")]
    [InlineData(MediaKind.Audio, "audio/mp3", "x.wav", "audio/mp3")]
    public void Media_in_the_body_has_a_type(MediaKind kind, string? type, string? name, string expected)
    {
        var media = new ChatPart.Media(kind, new MediaSource.Base64(Verbatim.Of("AA+/="))) { MediaType = type, Name = name };
        var body = Write(Ask(User(media)), Flash25, out var dropped);
        Assert.Equal($$"""{"mimeType":"{{expected}}","data":"AA+/="}""", At(body, "contents.0.parts.0.inlineData"));
        Assert.Equal(name is null ? [] : ["messages[].content[].file.filename"], dropped);
    }

    [Fact]
    public void A_data_address_is_inline_data()
    {
        var media = new ChatPart.Media(MediaKind.Image, new MediaSource.Url("data:image/gif;base64,R0lGOD"));
        Assert.Equal("""{"mimeType":"image/gif","data":"R0lGOD"}""", At(Write(Ask(User(media))), "contents.0.parts.0.inlineData"));
    }

    [Fact]
    public void Documents_of_text_are_texts()
    {
        var document = new ChatPart.Media(MediaKind.Document, new MediaSource.Parts([new ChatPart.Text("b"), new ChatPart.Text("c")])) { Context = "a", Citable = true };
        var plain = new ChatPart.Media(MediaKind.Document, new MediaSource.Text("d"));
        Assert.Equal("""[{"text":"a"},{"text":"b"},{"text":"c"},{"text":"d"}]""", At(Write(Ask(User(document, plain)), Flash25, out var dropped), "contents.0.parts"));
        Assert.Equal(["messages[].content[].citations"], dropped);
    }

    [Fact]
    public void Documents_with_media_in_them_are_refused()
    {
        var image = new ChatPart.Media(MediaKind.Image, new MediaSource.Base64(Verbatim.Of("AA==")));
        Assert.Contains("documents of text", Refused(Ask(User(new ChatPart.Media(MediaKind.Document, new MediaSource.Parts([image]))))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("low", "low", "\"MEDIA_RESOLUTION_LOW\"", false)]
    [InlineData("auto", "high", "\"MEDIA_RESOLUTION_HIGH\"", false)]
    [InlineData("low", "high", "\"MEDIA_RESOLUTION_HIGH\"", true)]
    [InlineData("auto", null, null, false)]
    [InlineData("original", null, null, true)]
    public void The_closest_look_counts_for_all(string? first, string? second, string? expected, bool isNamed)
    {
        static ChatPart Image(string? detail) => new ChatPart.Media(MediaKind.Image, new MediaSource.Base64(Verbatim.Of("AA=="))) { Detail = detail };
        var body = Write(Ask(User(Image(first), Image(second))), Flash25, out var dropped);
        Assert.Equal(expected, At(body, "generationConfig.mediaResolution"));
        Assert.Equal(isNamed ? ["messages[].content[].image_url.detail"] : [], dropped);
    }

    [Theory]
    [InlineData("""{"a":1}""", null, """{"a":1}""")]
    [InlineData("plain", null, """{"result":"plain"}""")]
    [InlineData("", null, """{"result":""}""")]
    [InlineData("[1]", null, """{"result":"[1]"}""")]
    [InlineData("""{"a":1} x""", null, """{"result":"{\"a\":1} x"}""")]
    [InlineData("""{"a":1}""", true, """{"error":{"a":1}}""")]
    [InlineData("bad", true, """{"error":"bad"}""")]
    [InlineData("bad", false, """{"result":"bad"}""")]
    public void A_result_is_an_object(string text, bool? isError, string expected)
    {
        var body = Write(Ask(User("x"), Model(Call("c", "f", "{}")), Tool(Result("c", text) with { IsError = isError })));
        Assert.Equal($$"""{"id":"c","name":"f","response":{{expected}}}""", At(body, "contents.2.parts.0.functionResponse"));
    }

    [Fact]
    public void A_result_may_hold_texts_and_media()
    {
        var image = new ChatPart.Media(MediaKind.Image, new MediaSource.Base64(Verbatim.Of("AA=="))) { MediaType = "image/png" };
        var body = Write(Ask(User("x"), Tool(new ChatPart.ToolResult("c", [new ChatPart.Text("a"), image, new ChatPart.Text("b")]) { Name = "f" })));
        Assert.Equal(
            """{"id":"c","name":"f","response":{"result":"a\nb"},"parts":[{"inlineData":{"mimeType":"image/png","data":"AA=="}}]}""",
            At(body, "contents.0.parts.1.functionResponse"));
    }

    [Fact]
    public void A_result_without_a_call_is_refused() => Assert.Contains("'c'", Refused(Ask(User("x"), Tool(Result("c", "y")))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[]")]
    [InlineData("nonsense")]
    [InlineData("""{"a":1""")]
    [InlineData("""{"a":1}{}""")]
    public void Arguments_that_are_no_object_are_refused(string arguments) =>
        Assert.Contains("'c'", Refused(Ask(User("x"), Model(Call("c", "f", arguments)), Tool(Result("c", "y")))).Message, StringComparison.Ordinal);

    [Fact]
    public void Arguments_go_back_byte_by_byte()
    {
        const string Arguments = "{ \"a\" : 1.0e2 ,\"b\":\"\\u00e9\" }";
        Assert.Contains($"\"args\":{Arguments}}}", Write(Ask(User("x"), Model(Call("c", "f", Arguments)), Tool(Result("c", "y")))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_tool_of_plain_text_is_a_function_with_one_string()
    {
        var call = new ChatPart.ToolCall(ToolKind.Custom, "c", "sql", Verbatim.Of("select \"1\""));
        var body = Write(Ask(User("x"), Model(call), Tool(Result("c", "1"))) with { Tools = [new ToolDefinition.Custom("sql") { Description = "Runs SQL." }] });
        Assert.Equal(
            """[{"name":"sql","description":"Runs SQL.","parametersJsonSchema":{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}}]""",
            At(body, "tools.0.functionDeclarations"));
        Assert.Equal("""{"input":"select \"1\""}""", At(body, "contents.1.parts.0.functionCall.args"));
    }

    [Fact]
    public void A_tool_with_a_grammar_is_refused() =>
        Assert.Equal("tools[0].custom.format", Refused(Ask(User("x")) with { Tools = [new ToolDefinition.Custom("t") { Syntax = "lark", Grammar = "start: \"a\"" }] }).Param);

    [Fact]
    public void A_hosted_tool_is_refused() =>
        Assert.Equal("tools[1]", Refused(Ask(User("x")) with { Tools = [new ToolDefinition.Function("f"), new ToolDefinition.Hosted("web_search", Verbatim.Of("{}"))] }).Param);

    [Theory]
    [InlineData(ToolChoiceMode.Auto, "", """{"functionCallingConfig":{"mode":"AUTO"}}""", "f g")]
    [InlineData(ToolChoiceMode.Auto, "g", """{"functionCallingConfig":{"mode":"AUTO"}}""", "g")]
    [InlineData(ToolChoiceMode.None, "", """{"functionCallingConfig":{"mode":"NONE"}}""", "f g")]
    [InlineData(ToolChoiceMode.Required, "", """{"functionCallingConfig":{"mode":"ANY"}}""", "f g")]
    [InlineData(ToolChoiceMode.Required, "g", """{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["g"]}}""", "f g")]
    [InlineData(ToolChoiceMode.Named, "f", """{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}}""", "f g")]
    public void The_choice_of_tools_is_written(ToolChoiceMode mode, string allowed, string expected, string sent)
    {
        var body = Write(Ask(User("x")) with
        {
            Tools = [new ToolDefinition.Function("f"), new ToolDefinition.Function("g")],
            ToolChoice = new ToolChoice(mode) { Tools = allowed.Length == 0 ? [] : [new ToolReference(ToolKind.Function, allowed)] },
        });
        Assert.Equal(expected, At(body, "toolConfig"));
        Assert.Equal($"[{string.Join(',', sent.Split(' ').Select(name => $$"""{"name":"{{name}}"}"""))}]", At(body, "tools.0.functionDeclarations"));
    }

    [Fact]
    public void Seals_of_others_are_left_out_and_named()
    {
        var body = Write(
            Ask(
                User("x"),
                Model(
                    new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Summary, "s1"), new ReasoningText(ReasoningKind.Summary, "s2")]) { Seal = Seal("no", "anthropic") },
                    new ChatPart.Reasoning([]) { Seal = Seal("no", "anthropic") }, new ChatPart.Reasoning([]) { Seal = Seal("own") },
                    new ChatPart.Text("t") { Seal = Seal("no", "") }),
                User("y")), Flash25, out var dropped);
        Assert.Equal("""[{"text":"s1","thought":true},{"text":"s2","thought":true},{"text":"","thought":true,"thoughtSignature":"own"},{"text":"t"}]""", At(body, "contents.1.parts"));
        Assert.Equal(["messages[].reasoning_details", "messages[].content[].signature"], dropped);
    }

    [Fact]
    public void A_turn_of_which_nothing_is_left_is_left_out()
    {
        var redacted = new ChatPart.Reasoning([]) { Seal = Seal("no", "anthropic") };
        Assert.Equal("""{"contents":[{"role":"user","parts":[{"text":"a"},{"text":"b"}]}]}""", Write(Ask(User("a"), Model(redacted), User("b")), Flash25, out var dropped));
        Assert.Equal(["messages[].reasoning_details"], dropped);
    }

    [Fact]
    public void A_seal_that_is_no_text_is_not_sent()
    {
        var seal = new Seal("gemini", new Verbatim(new byte[] { 0xff, 0xfe }));
        Assert.Equal("""[{"text":"t"}]""", At(Write(Ask(User("x"), Model(new ChatPart.Text("t") { Seal = seal }), User("y")), Flash25, out var dropped), "contents.1.parts"));
        Assert.Equal(["messages[].content[].signature"], dropped);
    }

    [Theory]
    [InlineData(Flash35, true)]
    [InlineData(Flash25, false)]
    public void Calls_of_other_models_are_excused_where_the_model_demands_a_signature(string model, bool isExcused)
    {
        var body = Write(
            Ask(
                User("x"), Model(Call("c0", "f", "{}")), Tool(Result("c0", "0")), User("y"),
                Model(new ChatPart.Text("t"), Call("c1", "f", "{}"), Call("c2", "f", "{}")), Tool(Result("c1", "1"), Result("c2", "2")),
                Model(Call("c3", "f", "{}") with { Seal = Seal("own") }), Tool(Result("c3", "3"))), model);
        Assert.Null(At(body, "contents.1.parts.0.thoughtSignature"));
        Assert.Null(At(body, "contents.3.parts.0.thoughtSignature"));
        Assert.Equal(isExcused ? "\"skip_thought_signature_validator\"" : null, At(body, "contents.3.parts.1.thoughtSignature"));
        Assert.Null(At(body, "contents.3.parts.2.thoughtSignature"));
        Assert.Equal("\"own\"", At(body, "contents.5.parts.0.thoughtSignature"));
    }

    [Fact]
    public void What_only_Gemini_understands_goes_back_to_it()
    {
        const string Code = """{"executableCode":{"language":"PYTHON","code":"1"}}""";
        Assert.Equal($"[{Code}]", At(Write(Ask(User("x"), Model(new ChatPart.Opaque("gemini", "executableCode", Verbatim.Of(Code))), User("y"))), "contents.1.parts"));
        Assert.Equal("messages", Refused(Ask(User("x"), Model(new ChatPart.Opaque("responses", "mcp_call", Verbatim.Of("{}"))), User("y"))).Param);
    }

    [Fact]
    public void Speech_and_refusals_of_the_history_are_words()
    {
        var body = Write(Ask(
            User("x"), Model(new ChatPart.Refusal("no"), new ChatPart.Speech(default, "hello") { ItemId = "a" }, new ChatPart.Speech(new byte[] { 1 }, "") { MediaType = "audio/wav" }), User("y")));
        Assert.Equal("""[{"text":"no"},{"text":"hello"},{"inlineData":{"mimeType":"audio/wav","data":"AQ=="}}]""", At(body, "contents.1.parts"));
        Assert.Equal("messages", Refused(Ask(User("x"), Model(new ChatPart.Speech(default, "") { ItemId = "audio_1" }), User("y"))).Param);
    }

    [Fact]
    public void What_Gemini_lacks_is_named()
    {
        var request = Ask(
            new ChatMessage(ChatRole.User, [new ChatPart.Text("x") { Cache = new CacheBreakpoint(null), ItemId = "i", Extra = [new ExtraField("tiles/n", Verbatim.Of("1"))] }]) { Name = "bob" }) with
        {
            Tools = [new ToolDefinition.Function("f") { Strict = true, Cache = new CacheBreakpoint(null) }],
            Output = new OutputFormat { Name = "n", Description = "d", Strict = true, Schema = Verbatim.Of("{}") },
            Sampling = new SamplingOptions { MinP = 0.1, RepetitionPenalty = 1.1, Seed = 1L << 40 },
            ParallelToolCalls = false, MaxToolCalls = 1, Verbosity = "low", ServiceTier = "scale", PromptCacheKey = "k", PromptCacheRetention = "24h",
            EndUser = "u", Cache = new CacheBreakpoint(null), Extra = [new ExtraField("prediction", Verbatim.Of("{}"))],
        };
        Assert.Equal(
            """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"name":"f"}]}],"generationConfig":{"responseMimeType":"application/json","responseJsonSchema":{}}}""",
            Write(request, Flash35, out var dropped));
        Assert.Equal(
            [
                "cache_control", "max_tool_calls", "messages[].content[].cache_control", "messages[].content[].tiles.n", "messages[].name", "min_p", "parallel_tool_calls",
                "prediction", "prompt_cache_key", "prompt_cache_retention", "repetition_penalty", "response_format.json_schema.description",
                "response_format.json_schema.name", "safety_identifier", "seed", "service_tier", "tools[].cache_control", "tools[].function.strict", "verbosity",
            ], dropped.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_would_change_the_answer_is_refused()
    {
        var ask = Ask(User("x"));
        Assert.Equal("logit_bias", Refused(ask with { Sampling = new SamplingOptions { LogitBias = Verbatim.Of("{}") } }).Param);
        Assert.Equal("temperature", Refused(ask with { Sampling = new SamplingOptions { Temperature = 2.1 } }).Param);
        Assert.Equal("temperature", Refused(ask with { Sampling = new SamplingOptions { Temperature = double.NaN } }).Param);
        Assert.Equal("top_p", Refused(ask with { Sampling = new SamplingOptions { TopP = -0.1 } }).Param);
        Assert.Equal("presence_penalty", Refused(ask with { Sampling = new SamplingOptions { PresencePenalty = double.PositiveInfinity } }).Param);
        Assert.Equal("n", Refused(ask with { ChoiceCount = 9 }).Param);
        Assert.Equal("max_completion_tokens", Refused(ask with { MaxOutputTokens = 0 }).Param);
        Assert.Equal("stop", Refused(ask with { Stop = ["a", "b", "c", "d", "e", "f"] }).Param);
        Assert.Equal("top_logprobs", Refused(ask with { TopLogprobs = 21 }).Param);
        Assert.Equal("modalities", Refused(ask with { Modalities = ["text", "audio"] }).Param);
        Assert.Equal("modalities", Refused(ask with { Modalities = ["smell"] }, "gemini-9").Param);
        Assert.Equal("audio.format", Refused(ask with { Modalities = ["audio"], Audio = new AudioOutput("Kore", "mp3") }, "gemini-9").Param);
        Assert.Equal("web_search_options", Refused(ask with { Extra = [new ExtraField("web_search_options", Verbatim.Of("{}"))] }).Param);
        Assert.Equal("tool_choice", Refused(ask with
        {
            Tools = [new ToolDefinition.Function("f")], ToolChoice = new ToolChoice(ToolChoiceMode.Named) { Tools = [new ToolReference(ToolKind.Hosted, "web_search")] },
        }).Param);
        Assert.Equal("messages", Refused(Ask(new ChatMessage(ChatRole.System, [new ChatPart.Media(MediaKind.Image, new MediaSource.Url("https://x/y.png"))]), User("x"))).Param);
    }

    [Theory]
    [InlineData(ChatDialect.ChatCompletions, "tools[0].function.parameters", "response_format.json_schema.schema")]
    [InlineData(ChatDialect.Responses, "tools[0].parameters", "text.format.schema")]
    [InlineData(ChatDialect.Messages, "tools[0].input_schema", "output_config.format.schema")]
    public void A_schema_that_cannot_be_sent_is_refused_by_its_path(ChatDialect dialect, string tool, string output)
    {
        var deep = Verbatim.Of(string.Concat(Enumerable.Repeat("{\"a\":", 120)) + "1" + new string('}', 120));
        var ask = Ask(User("x")) with { Dialect = dialect };
        Assert.StartsWith(tool, Refused(ask with { Tools = [new ToolDefinition.Function("f") { Parameters = deep }] }).Param);
        Assert.Equal(output, Refused(ask with { Output = new OutputFormat { Schema = Verbatim.Of("7") } }).Param);
    }

    [Fact]
    public void What_the_gateway_stores_is_not_stored_again() =>
        Assert.Null(At(Write(Ask(User("x")) with { Dialect = ChatDialect.Responses, Store = true }), "store"));
}
