using System.Text;
using HybridAi.Core.Catalog;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Tests.OpenAi;

/// <summary>Requests of callers of other dialects, exactly as each provider of the format gets them.</summary>
public sealed class OpenAiChatWriterTests
{
    private static readonly ChatMessage Hi = User(new ChatPart.Text("Hi"));

    private static readonly ChatRequest Plain = new() { Dialect = ChatDialect.Messages, Model = "x", Messages = [Hi] };

    [Theory]
    [InlineData("openai", """{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("groq", """{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true}""")]
    [InlineData("mistral", """{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true}""")]
    [InlineData("openrouter", """{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true}""")]
    public void Usage_is_asked_for_where_it_has_to_be(string profile, string body) => Sends(Plain with { Stream = true }, profile, body);

    [Fact]
    public void Everything_at_once_for_OpenAi() => Sends(
        Plain with
        {
            Messages =
            [
                new ChatMessage(ChatRole.System, [new ChatPart.Text("Be brief.")]), new ChatMessage(ChatRole.Developer, [new ChatPart.Text("And kind.")]),
                User(new ChatPart.Text("Look"), new ChatPart.Media(MediaKind.Image, new MediaSource.Base64(Verbatim.Of("iVBO"))) { MediaType = "image/webp", Detail = "high" }),
                User(new ChatPart.Media(MediaKind.Document, new MediaSource.Base64(Verbatim.Of("JVBE"))) { MediaType = "application/pdf" }),
                Assistant(new ChatPart.Text("a"), new ChatPart.ToolCall(ToolKind.Function, "t1", "f", default), new ChatPart.ToolCall(ToolKind.Custom, "t2", "g", Verbatim.Of("x\ny"))),
                new ChatMessage(ChatRole.Tool, [new ChatPart.ToolResult("t1", [new ChatPart.Text("no")]) { IsError = true, Name = "f" }, new ChatPart.ToolResult("t2", [])]),
                Assistant(new ChatPart.Refusal("No.")), Hi,
            ],
            MaxOutputTokens = 9, ChoiceCount = 2, Stop = ["e"], Sampling = new SamplingOptions { Temperature = 0.5, TopP = 1, Seed = 7, FrequencyPenalty = 0.1, PresencePenalty = 0.2 },
            EndUser = "u", Store = false, Metadata = [KeyValuePair.Create("k", "v")], Verbosity = "low", PromptCacheKey = "p", PromptCacheRetention = "24h", ServiceTier = "flex", ParallelToolCalls = false,
            Tools = [new ToolDefinition.Function("f") { Description = "d", Parameters = Verbatim.Of("{\"type\": \"object\"}"), Strict = true }, new ToolDefinition.Custom("g") { Syntax = "regex", Grammar = "a+" }],
            ToolChoice = new ToolChoice(ToolChoiceMode.Auto) { Tools = [new ToolReference(ToolKind.Custom, "g")] },
            Output = new OutputFormat { Schema = Verbatim.Of("{\"type\": \"object\"}") }, Reasoning = new ReasoningOptions { BudgetTokens = 4000 },
        },
        "openai",
        """{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"developer","content":"And kind."},{"role":"user","content":[{"type":"text","text":"Look"},{"type":"image_url","image_url":{"url":"data:image/webp;base64,iVBO","detail":"high"}}]},{"role":"user","content":[{"type":"file","file":{"file_data":"data:application/pdf;base64,JVBE","filename":"document.pdf"}}]},{"role":"assistant","content":"a","tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"t2","type":"custom","custom":{"name":"g","input":"x\ny"}}]},{"role":"tool","tool_call_id":"t1","content":"Error: no"},{"role":"tool","tool_call_id":"t2","content":""},{"role":"assistant","content":null,"refusal":"No."},{"role":"user","content":"Hi"}],"max_completion_tokens":9,"n":2,"service_tier":"flex","verbosity":"low","prompt_cache_key":"p","prompt_cache_retention":"24h","safety_identifier":"u","store":false,"metadata":{"k":"v"},"temperature":0.5,"top_p":1,"frequency_penalty":0.1,"presence_penalty":0.2,"seed":7,"stop":["e"],"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","additionalProperties":false,"properties":{},"required":[]},"strict":true}},{"type":"custom","custom":{"name":"g","format":{"type":"grammar","grammar":{"definition":"a+","syntax":"regex"}}}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"custom","custom":{"name":"g"}}]}},"parallel_tool_calls":false,"response_format":{"type":"json_schema","json_schema":{"name":"response","schema":{"type": "object"}}},"reasoning_effort":"medium"}""");

    [Fact]
    public void Mistral_has_its_own_ids_names_documents_prefix_and_thinking() => Sends(
        Plain with
        {
            Messages =
            [
                new ChatMessage(ChatRole.Developer, [new ChatPart.Text("d")]) { Name = "ops" },
                User(new ChatPart.Media(MediaKind.Document, new MediaSource.Url("https://e.com/a.pdf")) { Name = "A" }, new ChatPart.Media(MediaKind.Audio, new MediaSource.Base64(Verbatim.Of("UklG"))) { MediaType = "audio/wav" }),
                Assistant(
                    new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "Hm")]) { Seal = new Seal("mistral", Verbatim.Of("sig")) },
                    new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "No")]) { Seal = new Seal("anthropic", Verbatim.Of("other")) },
                    new ChatPart.ToolCall(ToolKind.Custom, "toolu_01", "g", Verbatim.Of("q\"")), new ChatPart.ToolCall(ToolKind.Function, "abcDEF123", "f", Verbatim.Of("{}"))),
                new ChatMessage(ChatRole.Tool, [new ChatPart.ToolResult("toolu_01", [new ChatPart.Text("1")]), new ChatPart.ToolResult("abcDEF123", [new ChatPart.Text("2")])]),
                Assistant(new ChatPart.Text("So")),
            ],
            Tools = [new ToolDefinition.Custom("g"), new ToolDefinition.Function("f")], ToolChoice = new ToolChoice(ToolChoiceMode.Required) { Tools = [new ToolReference(ToolKind.Custom, "g")] },
            MaxOutputTokens = 5, Sampling = new SamplingOptions { Seed = 1, TopK = 4 }, EndUser = "u",
        },
        "mistral",
        """{"model":"m","messages":[{"role":"system","content":"d"},{"role":"user","content":[{"type":"document_url","document_url":"https://e.com/a.pdf","document_name":"A"},{"type":"input_audio","input_audio":"UklG"}]},{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}],"signature":"sig"}],"tool_calls":[{"id":"8Z7DaPGTy","type":"function","function":{"name":"g","arguments":"{\"input\":\"q\\\"\"}"}},{"id":"abcDEF123","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"8Z7DaPGTy","name":"g","content":"1"},{"role":"tool","tool_call_id":"abcDEF123","name":"f","content":"2"},{"role":"assistant","content":"So","prefix":true}],"max_completion_tokens":5,"seed":1,"tools":[{"type":"function","function":{"name":"g","parameters":{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}}}],"tool_choice":"required"}""",
        "top_k", "metadata.user_id", "messages[].name", "messages[].content[].thinking");

    [Fact]
    public void OpenRouter_gets_its_own_reasoning_back_as_it_came() => Sends(
        Plain with
        {
            Messages =
            [
                Hi,
                Assistant(
                    new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "Hm")]) { Seal = new Seal("openrouter", Verbatim.Of("""{"type":"reasoning.text","signature":"S==","format":"anthropic-claude-v1","index":0}""")) },
                    new ChatPart.Reasoning([]) { Seal = new Seal("openrouter", Verbatim.Of("""{"type":"reasoning.encrypted","data":"R","index":1}""")) },
                    new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Summary, "s")]) { Seal = new Seal("openrouter", Verbatim.Of("bare")) },
                    new ChatPart.Text("a")),
                Hi,
            ],
            Reasoning = new ReasoningOptions { Mode = "enabled", BudgetTokens = 2000, Effort = "high", Show = true }, Sampling = new SamplingOptions { TopK = 3 },
            Cache = new CacheBreakpoint(TimeSpan.FromHours(1)),
        },
        "openrouter",
        """{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"a","reasoning_details":[{"type":"reasoning.text","text":"Hm","signature":"S==","format":"anthropic-claude-v1","index":0},{"type":"reasoning.encrypted","data":"R","index":1},{"type":"reasoning.summary","summary":"s","signature":"bare"}]},{"role":"user","content":"Hi"}],"cache_control":{"type":"ephemeral","ttl":"1h"},"top_k":3,"reasoning":{"max_tokens":2000,"exclude":false}}""");

    [Fact]
    public void Vllm_is_told_to_continue_and_gets_plain_reasoning_back() => Sends(
        Plain with { Messages = [Hi, Assistant(new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "Hm")]), new ChatPart.Text("So"))] },
        "vllm",
        """{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"So","reasoning":"Hm"}],"continue_final_message":true,"add_generation_prompt":false}""");

    [Fact]
    public void A_caller_of_this_dialect_may_say_itself_what_is_written_anyway()
    {
        var said = Plain with { Dialect = ChatDialect.ChatCompletions };
        var both = said with { EndUser = "s", Extra = [new ExtraField("user", Verbatim.Of("\"u\"")), new ExtraField("user_tier", Verbatim.Of("1"))] };
        Sends(both, "cerebras", """{"model":"m","messages":[{"role":"user","content":"Hi"}],"user":"s","user_tier":1}""", "user");
        Sends(both, "openai", """{"model":"m","messages":[{"role":"user","content":"Hi"}],"safety_identifier":"s","user":"u","user_tier":1}""");
        var prefix = new ExtraField("prefix", Verbatim.Of("false"));
        Sends(
            said with { Messages = [Hi, Assistant(new ChatPart.Text("So")) with { Extra = [prefix] }] }, "mistral",
            """{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"So","prefix":false}]}""");
        Sends(
            said with { Messages = [Hi, Assistant(new ChatPart.Text("So"))], Extra = [new ExtraField("add_generation_prompt", Verbatim.Of("true"))] }, "vllm",
            """{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"So"}],"continue_final_message":true,"add_generation_prompt":true}""");
    }

    [Fact]
    public void A_document_that_is_text_is_text() => Sends(
        Plain with
        {
            Messages = [User(
                new ChatPart.Media(MediaKind.Document, new MediaSource.Text("body")) { Name = "T", Context = "c", Citable = true, Cache = new CacheBreakpoint(null) },
                new ChatPart.Media(MediaKind.Document, new MediaSource.Parts([new ChatPart.Text("p")])))],
        },
        "groq",
        """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"T\n\nc\n\nbody"},{"type":"text","text":"p"}]}]}""",
        "messages[].content[].cache_control", "messages[].content[].citations");

    [Fact]
    public void Ollama_is_not_sent_what_it_ignores() => Sends(
        Plain with { Tools = [new ToolDefinition.Function("f")], ToolChoice = null, ParallelToolCalls = false, MaxOutputTokens = 3, Sampling = new SamplingOptions { Seed = 1 } },
        "ollama",
        """{"model":"m","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":3,"seed":1,"tools":[{"type":"function","function":{"name":"f"}}]}""",
        "tool_choice.disable_parallel_tool_use");

    [Theory]
    [InlineData("groq", "n")]
    [InlineData("ollama", "n")]
    [InlineData("mistral", "logit_bias")]
    [InlineData("mistral", "temperature")]
    [InlineData("openai", "file")]
    [InlineData("openai", "prefill")]
    [InlineData("groq", "audio")]
    [InlineData("groq", "document")]
    [InlineData("ollama", "image_url")]
    [InlineData("openai", "hosted")]
    [InlineData("groq", "grammar")]
    [InlineData("openai", "opaque")]
    [InlineData("openai", "media in a result")]
    [InlineData("openai", "warm")]
    [InlineData("openai", "speech")]
    public void What_would_be_lost_is_refused(string profile, string what)
    {
        var request = what switch
        {
            "n" => Plain with { ChoiceCount = 2 },
            "logit_bias" => Plain with { Sampling = new SamplingOptions { LogitBias = Verbatim.Of("{}") } },
            "temperature" => Plain with { Sampling = new SamplingOptions { Temperature = 1.75 } },
            "file" => With(new ChatPart.Media(MediaKind.Document, new MediaSource.Url("https://e.com"))),
            "audio" => With(new ChatPart.Media(MediaKind.Audio, new MediaSource.Base64(Verbatim.Of("")))),
            "document" => With(new ChatPart.Media(MediaKind.Document, new MediaSource.Base64(Verbatim.Of("")))),
            "image_url" => With(new ChatPart.Media(MediaKind.Image, new MediaSource.Url("https://e.com"))),
            "opaque" => With(new ChatPart.Opaque("anthropic", "server_tool_use", Verbatim.Of("{}"))),
            "prefill" => Plain with { Messages = [Hi, Assistant(new ChatPart.Text("So"))] },
            "speech" => Plain with { Messages = [Hi, Assistant(new ChatPart.Speech(default, "") { ItemId = "a" }), Hi] },
            "hosted" => Plain with { Tools = [new ToolDefinition.Hosted("web_search", Verbatim.Of("{}"))] },
            "grammar" => Plain with { Tools = [new ToolDefinition.Custom("g") { Syntax = "lark", Grammar = "x" }] },
            "warm" => Plain with { MaxOutputTokens = 0 },
            _ => Plain with { Messages = [Hi, new ChatMessage(ChatRole.Tool, [new ChatPart.ToolResult("t", [new ChatPart.Media(MediaKind.Image, new MediaSource.Base64(Verbatim.Of("")))])])] },
        };
        var (body, report) = Write(request, profile, null);
        Assert.Null(body);
        Assert.False(report.IsPossible);
        Assert.NotEmpty(report.Refusal!.Param);
    }

    [Theory]
    [InlineData("disabled", null, null, "none")]
    [InlineData(null, "max", null, "high")]
    [InlineData(null, "minimal", null, "low")]
    [InlineData("adaptive", null, 100_000, "high")]
    [InlineData(null, "unheard_of", null, "unheard_of")]
    public void Effort_is_what_the_model_has(string? mode, string? effort, int? budget, string expected)
    {
        var catalog = Catalog(new ModelFeatures(Reasoning: true), ["none", "low", "high"]);
        var (body, report) = Write(Plain with { Reasoning = new ReasoningOptions { Mode = mode, Effort = effort, BudgetTokens = budget } }, "openai", catalog);
        Assert.Contains($"\"reasoning_effort\":\"{expected}\"", body, StringComparison.Ordinal);
        Assert.Null(report.Dropped);
    }

    [Fact]
    public void Models_that_cannot_be_told_are_not_told()
    {
        var asked = Plain with { Reasoning = new ReasoningOptions { Effort = "high" } };
        var (body, report) = Write(asked, "openai", Catalog(new ModelFeatures(Reasoning: false), []));
        Assert.DoesNotContain("reasoning", body, StringComparison.Ordinal);
        Assert.Equal(["thinking"], report.Dropped);

        // One that always reasons cannot be silenced.
        (body, report) = Write(Plain with { Reasoning = new ReasoningOptions { Mode = "disabled" } }, "openai", Catalog(new ModelFeatures(), ["low"]));
        Assert.DoesNotContain("reasoning", body, StringComparison.Ordinal);
        Assert.Equal(["thinking"], report.Dropped);

        // Nor can one be told to reason without saying how much.
        (body, report) = Write(Plain with { Reasoning = new ReasoningOptions { Mode = "enabled" } }, "openai", null);
        Assert.DoesNotContain("reasoning", body, StringComparison.Ordinal);
        Assert.Equal(["thinking"], report.Dropped);

        Assert.False(Write(Plain with { Sampling = new SamplingOptions { Temperature = 0 } }, "openai", Catalog(new ModelFeatures(Temperature: false), [])).Report.IsPossible);
        Assert.True(Write(Plain with { Sampling = new SamplingOptions { Temperature = 1 } }, "openai", Catalog(new ModelFeatures(Temperature: false), [])).Report.IsPossible);
    }

    [Fact]
    public void Calls_of_emulated_tools_come_back_as_text()
    {
        var target = ChatReaderRun.TargetOf("groq") with { Tools = [new ToolDefinition.Custom("g")] };
        var (reader, events) = (new OpenAiFormat().Chat.OpenReader(target), new List<ChatEvent>());
        foreach (var chunk in new[]
        {
            ChatReaderRun.Chunk("""{"tool_calls":[{"index":0,"id":"a","function":{"name":"g","arguments":"{\"inp"}}]}"""), ChatReaderRun.Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"ut\":\"SELECT\"}"}}]}"""),
            ChatReaderRun.Chunk("""{"tool_calls":[{"index":1,"id":"b","function":{"name":"g","arguments":"broken"}}]}"""), ChatReaderRun.Chunk("{}", "\"tool_calls\""), "[DONE]",
        })
            Assert.Null(reader.Read(default, Encoding.UTF8.GetBytes(chunk), events));
        Assert.Equal(
            [(ToolKind.Custom, "SELECT"), (ToolKind.Custom, "broken")],
            ChatReaderRun.Fold(events).Choices[0].Parts.Cast<ChatPart.ToolCall>().Select(call => (call.Kind, call.Input.Decode())));
    }

    private static ChatMessage User(params ChatPart[] parts) => new(ChatRole.User, parts);

    private static ChatMessage Assistant(params ChatPart[] parts) => new(ChatRole.Assistant, parts);

    private static ChatRequest With(ChatPart part) => Plain with { Messages = [User(part)] };

    private static CatalogModel Catalog(ModelFeatures features, string[] efforts) =>
        new() { Id = "m", Provider = "openai", Name = "M", Supports = features, ReasoningEfforts = efforts };

    private static void Sends(ChatRequest request, string profile, string expected, params string[] dropped)
    {
        var (body, report) = Write(request, profile, null);
        Assert.Null(report.Refusal);
        Assert.Equal(expected, body);
        Assert.Equal(dropped, report.Dropped ?? []);
    }

    private static (string? Body, TranslationReport Report) Write(ChatRequest request, string profile, CatalogModel? catalog)
    {
        var target = new ChatTarget(new Deployment { Provider = profile, Model = "m", CatalogModel = catalog }, ProviderProfiles.Find(profile)!);
        var report = new TranslationReport(request, target.Deployment.Id);
        var body = new OpenAiFormat().Chat.Write(request, target, report);
        return (body is null ? null : Encoding.UTF8.GetString(body.Json.Span), report);
    }
}
