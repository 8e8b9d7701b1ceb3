using System.Text.Json.Nodes;
using HybridAi.Core.Catalog;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Providers.Cohere;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Tests.Cohere;

public sealed class CohereWriterTests
{
    private const string City = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";

    private static readonly ChatRequest Hi = Ask(User("Hi"));

    private static readonly ToolDefinition Weather = new ToolDefinition.Function("get_weather") { Description = "Weather of a city", Parameters = Verbatim.Of(City) };

    [Fact]
    public void Write_Text_AsTheOfficialSdk() => AssertBody(Hi, OfficialSdkRequests.Text);

    [Fact]
    public void Write_Stream_AsTheOfficialSdk() => AssertBody(Hi with { Stream = true }, OfficialSdkRequests.Stream);

    [Fact]
    public void Write_Sampling_AsTheOfficialSdk()
    {
        var request = Ask(Says(ChatRole.System, new ChatPart.Text("Be brief.")), User("Hi")) with
        {
            MaxOutputTokens = 50, Stop = ["END", "STOP"], Logprobs = true,
            Sampling = new SamplingOptions { Temperature = 0.3, TopP = 0.9, TopK = 40, FrequencyPenalty = 0.5, Seed = 7 },
        };

        // The SDK was asked for both penalties, which newer models refuse.
        AssertBody(request, OfficialSdkRequests.Sampling.Replace("\"presence_penalty\":0.25,", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_Image_AsTheOfficialSdk() => AssertBody(
        Ask(Says(ChatRole.User, new ChatPart.Text("What is it?"),
            new ChatPart.Media(MediaKind.Image, new MediaSource.Base64(Verbatim.Of("aGk="))) { MediaType = "image/png", Detail = "low" })),
        OfficialSdkRequests.Image, "command-a-vision-07-2025");

    [Fact]
    public void Write_RequiredStrictTools_AsTheOfficialSdk() => AssertBody(
        Ask(User("Weather?")) with
        {
            Tools = [(ToolDefinition.Function)Weather with { Strict = true }], ToolChoice = new ToolChoice(ToolChoiceMode.Required),
        },
        OfficialSdkRequests.Tools);

    [Fact]
    public void Write_NoTool_AsTheOfficialSdk() => AssertBody(
        Ask(User("Weather?")) with { Tools = [Weather], ToolChoice = new ToolChoice(ToolChoiceMode.None) }, OfficialSdkRequests.ToolNone);

    [Fact]
    public void Write_ToolTurn_AsTheOfficialSdk() => AssertBody(
        Ask(
            User("Weather?"),
            Says(ChatRole.Assistant, new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Plan, "I will look it up.")]), Call("c1", "Rome"), Call("c2", "Oslo")),
            Says(ChatRole.Tool,
                new ChatPart.ToolResult("c1", [new ChatPart.Text("""{"sky":"clear"}""")]),
                new ChatPart.ToolResult("c2", [new ChatPart.Text("""{"sky":"rain"}""")]))) with { Tools = [Weather] },
        OfficialSdkRequests.ToolTurn);

    [Fact]
    public void Write_ReasoningBeforeCallsOfAModelThatDoesNotThink_IsItsPlan() => AssertBody(
        Ask(
            User("Weather?"),
            Says(ChatRole.Assistant, new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "I will look it up.")]), Call("c1", "Rome"), Call("c2", "Oslo")),
            Says(ChatRole.Tool,
                new ChatPart.ToolResult("c1", [new ChatPart.Text("""{"sky":"clear"}""")]),
                new ChatPart.ToolResult("c2", [new ChatPart.Text("""{"sky":"rain"}""")]))) with { Tools = [Weather] },
        OfficialSdkRequests.ToolTurn, catalog: ModelCatalog.LoadBuiltIn().Find("cohere", "command-a-03-2025"));

    [Fact]
    public void Write_AnyJson_AsTheOfficialSdk() => AssertBody(Ask(User("JSON please")) with { Output = new OutputFormat() }, OfficialSdkRequests.JsonObject);

    [Fact]
    public void Write_Schema_AsTheOfficialSdk() => AssertBody(
        Ask(User("JSON please")) with { Output = new OutputFormat { Schema = Verbatim.Of("""{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}"""), Strict = true } },
        OfficialSdkRequests.JsonSchema);

    [Fact]
    public void Write_Thinking_AsTheOfficialSdk() => AssertBody(
        Hi with { Reasoning = new ReasoningOptions { BudgetTokens = 500 } }, OfficialSdkRequests.Thinking, "command-a-reasoning-08-2025");

    [Theory]
    [InlineData("disabled", null)]
    [InlineData(null, "none")]
    public void Write_NoThinking_AsTheOfficialSdk(string? mode, string? effort) => AssertBody(
        Hi with { Reasoning = new ReasoningOptions { Mode = mode, Effort = effort } }, OfficialSdkRequests.ThinkingOff, "command-a-reasoning-08-2025");

    [Fact]
    public void Write_ThinkingTurn_AsTheOfficialSdk() => AssertBody(
        Ask(
            User("Hi"),
            Says(ChatRole.Assistant, new ChatPart.Reasoning([new ReasoningText(ReasoningKind.Thought, "They greet.")]), new ChatPart.Text("Hello")),
            User("Bye")),
        OfficialSdkRequests.ThinkingTurn, "command-a-reasoning-08-2025");

    [Fact]
    public void Write_Documents_AsTheOfficialSdk() => AssertBody(
        Ask(Says(ChatRole.User,
            new ChatPart.Media(MediaKind.Document, new MediaSource.Text("Penguins swim.")) { Name = "notes.txt", Citable = true },
            new ChatPart.Text("Summarise."))),
        OfficialSdkRequests.Documents);

    [Fact]
    public void Write_SystemAmidAConversation_IsSaidByTheUser() => AssertMessages(
        Ask(
            Says(ChatRole.System, new ChatPart.Text("One.")), Says(ChatRole.Developer, new ChatPart.Text("Two.")), User("Hi"),
            Says(ChatRole.Developer, new ChatPart.Text("Three."))),
        """
        [{"role":"system","content":[{"type":"text","text":"One."},{"type":"text","text":"Two."}]},
         {"role":"user","content":"Hi"},{"role":"user","content":"Three."}]
        """);

    [Fact]
    public void Write_PartsWithoutAPlaceOfTheirOwn_ArePutInOtherWords() => AssertMessages(
        Ask(
            Says(ChatRole.User,
                new ChatPart.Media(MediaKind.Image, new MediaSource.Url("https://e.x/a.png")) { Detail = "original" },
                new ChatPart.Media(MediaKind.Document, new MediaSource.Parts([new ChatPart.Text("a"), new ChatPart.Text("b")])) { Name = "n", Context = "ctx" },
                new ChatPart.Media(MediaKind.Document, new MediaSource.Base64(Verbatim.Of("aGk="))) { MediaType = "text/plain" }),
            Says(ChatRole.Assistant, new ChatPart.Refusal("No."), new ChatPart.ToolCall(ToolKind.Function, "c", "f", default)),
            Says(ChatRole.Tool, new ChatPart.ToolResult("c",
                [new ChatPart.Text("bad"), new ChatPart.Media(MediaKind.Document, new MediaSource.Text("doc")) { Citable = true, Name = "d" }]) { IsError = true })),
        """
        [{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://e.x/a.png"}},{"type":"text","text":"ctx"},{"type":"text","text":"a\n\nb"},{"type":"text","text":"hi"}]},
         {"role":"assistant","content":"No.","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},
         {"role":"tool","tool_call_id":"c","content":[{"type":"text","text":"The tool failed: "},{"type":"text","text":"bad"},{"type":"document","document":{"id":"d","data":{"text":"doc"}}}]}]
        """,
        "messages[].content[].image_url.detail", "messages[].content[].file.filename");

    [Fact]
    public void Write_DocumentsOfOneName_GetOneId()
    {
        var document = new ChatPart.Media(MediaKind.Document, new MediaSource.Text("x")) { Name = "n", Citable = true };
        var body = Write(Ask(Says(ChatRole.User, document, document, new ChatPart.Text("?"))), out _);

        Assert.Equal("""[{"id":"n","data":{"text":"x"}},{"data":{"text":"x"}}]""", body!["documents"]!.ToJsonString());
    }

    [Fact]
    public void Write_NamedTool_SendsOnlyThatAndDemandsIt()
    {
        var request = Ask(User("?")) with
        {
            Tools = [Weather, new ToolDefinition.Function("other")],
            ToolChoice = new ToolChoice(ToolChoiceMode.Named) { Tools = [new ToolReference(ToolKind.Function, "other")] },
        };
        var body = Write(request, out _)!;

        Assert.Equal("REQUIRED", (string?)body["tool_choice"]);
        Assert.Equal("""[{"type":"function","function":{"name":"other","parameters":{"type":"object","properties":{}}}}]""", body["tools"]!.ToJsonString());
    }

    [Fact]
    public void Write_TextTool_StandsAsAFunction()
    {
        var request = Ask(User("?"), Says(ChatRole.Assistant, new ChatPart.ToolCall(ToolKind.Custom, "c1", "sql", Verbatim.Of("a \"b\""))), Says(ChatRole.Tool, new ChatPart.ToolResult("c1", []))) with
        {
            Tools = [new ToolDefinition.Custom("sql") { Description = "d" }],
            ToolChoice = new ToolChoice(ToolChoiceMode.Named) { Tools = [new ToolReference(ToolKind.Custom, "sql")] },
        };
        var body = Write(request, out _)!;

        Assert.Equal(
            """[{"type":"function","function":{"name":"sql","description":"d","parameters":{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}}}]""",
            body["tools"]!.ToJsonString());
        Assert.Equal("""{"input":"a \"b\""}""", (string?)body["messages"]![1]!["tool_calls"]![0]!["function"]!["arguments"]);
    }

    [Fact]
    public void Write_StrictThatCannotBe_IsDroppedAndNamed()
    {
        var strict = (ToolDefinition.Function)Weather with { Strict = true };
        var body = Write(Ask(User("?")) with { Tools = [strict, new ToolDefinition.Function("b")] }, out var mixed)!;
        Assert.Null(body["strict_tools"]);
        Assert.Equal(["tools[].function.strict"], mixed.Dropped);

        Write(Ask(User("?")) with { Tools = [new ToolDefinition.Function("b") { Strict = true }], Dialect = ChatDialect.Responses }, out var empty);
        Assert.Equal(["tools[].strict"], empty.Dropped);
    }

    [Fact]
    public void Write_WhatCohereHasNot_IsNamed()
    {
        var request = Hi with
        {
            Metadata = [new("a", "b")], EndUser = "u", ServiceTier = "flex", ParallelToolCalls = false, Verbosity = "low", Store = true,
            Extra = [new ExtraField("prediction", Verbatim.Of("{}"))], Sampling = new SamplingOptions { MinP = 0.1 },
            Output = new OutputFormat { Name = "n", Description = "d" },
        };
        Write(request, out var report);

        Assert.Equal(
            ["min_p", "parallel_tool_calls", "verbosity", "service_tier", "safety_identifier", "metadata", "store", "prediction", "response_format.json_schema.name", "response_format.json_schema.description"],
            report.Dropped);
    }

    [Fact]
    public void Write_EffortForAModelWithABudget_BecomesAShareOfItsOutput()
    {
        var model = ModelCatalog.LoadBuiltIn().Find("cohere", "command-a-reasoning-08-2025")!;
        var body = Write(Hi with { Reasoning = new ReasoningOptions { Effort = "low" } }, out _, model.Id, model)!;

        Assert.Equal("""{"type":"enabled","token_budget":6400}""", body["thinking"]!.ToJsonString());
    }

    [Fact]
    public void Write_EffortForAModelThatDoesNotReason_IsDropped()
    {
        var model = ModelCatalog.LoadBuiltIn().Find("cohere", "command-a-03-2025")!;
        var body = Write(Hi with { Reasoning = new ReasoningOptions { Effort = "low" } }, out var report, model.Id, model)!;

        Assert.Null(body["thinking"]);
        Assert.Equal(["reasoning_effort"], report.Dropped);
    }

    public static TheoryData<string, ChatRequest, string> Refusals => new()
    {
        { "temperature", Hi with { Sampling = new SamplingOptions { Temperature = 1.5 } }, "temperature" },
        { "nan", Hi with { Sampling = new SamplingOptions { Temperature = double.NaN } }, "temperature" },
        { "p", Hi with { Sampling = new SamplingOptions { TopP = 1 } }, "top_p" },
        { "k", Hi with { Sampling = new SamplingOptions { TopK = 501 } }, "top_k" },
        { "penalty", Hi with { Sampling = new SamplingOptions { FrequencyPenalty = -1 } }, "frequency_penalty" },
        { "penalties", Hi with { Sampling = new SamplingOptions { FrequencyPenalty = 0.5, PresencePenalty = 0.5 } }, "presence_penalty" },
        { "seed", Hi with { Sampling = new SamplingOptions { Seed = -1 } }, "seed" },
        { "bias", Hi with { Sampling = new SamplingOptions { LogitBias = Verbatim.Of("{}") } }, "logit_bias" },
        { "stop", Hi with { Stop = ["1", "2", "3", "4", "5", "6"] }, "stop" },
        { "n", Hi with { ChoiceCount = 2 }, "n" },
        { "top", Hi with { Logprobs = true, TopLogprobs = 2 }, "top_logprobs" },
        { "audio", Hi with { Modalities = ["text", "audio"] }, "modalities" },
        { "max", Hi with { MaxOutputTokens = 0 }, "max_completion_tokens" },
        { "prefill", Ask(User("Hi"), Says(ChatRole.Assistant, new ChatPart.Text("I"))), "messages" },
        { "pdf", Ask(Says(ChatRole.User, new ChatPart.Media(MediaKind.Document, new MediaSource.Base64(Verbatim.Of("AA=="))) { MediaType = "application/pdf" })), "messages" },
        { "sound", Ask(Says(ChatRole.User, new ChatPart.Media(MediaKind.Audio, new MediaSource.Base64(Verbatim.Of("AA=="))))), "messages" },
        { "file", Ask(Says(ChatRole.User, new ChatPart.Media(MediaKind.Image, new MediaSource.File("f")))), "messages" },
        { "result", Ask(User("Hi"), Says(ChatRole.Tool, new ChatPart.ToolResult("c", [new ChatPart.Media(MediaKind.Image, new MediaSource.Url("u"))]))), "messages" },
        { "opaque", Ask(Says(ChatRole.User, new ChatPart.Opaque("responses", "x", Verbatim.Of("{}")))), "messages" },
        { "name", Hi with { Tools = [new ToolDefinition.Function("get-weather")] }, "tools[0].function.name" },
        { "digit", Hi with { Tools = [Weather, new ToolDefinition.Function("1st")], Dialect = ChatDialect.Messages }, "tools[1].name" },
        { "custom", Hi with { Tools = [new ToolDefinition.Custom("c") { Syntax = "regex", Grammar = "a" }] }, "tools[0]" },
        { "hosted", Hi with { Tools = [new ToolDefinition.Hosted("web_search", Verbatim.Of("{}"))] }, "tools[0]" },
        { "schema", Hi with { Output = new OutputFormat { Schema = Verbatim.Of("""{"type":"object","properties":{"a":{"type":"integer","minimum":1}},"required":["a"]}""") } }, "response_format.json_schema.schema.properties.a.minimum" },
        { "parameters", Hi with { Tools = [new ToolDefinition.Function("f") { Parameters = Verbatim.Of("[]") }], Dialect = ChatDialect.Messages }, "tools[0].input_schema" },
        { "both", Hi with { Tools = [Weather], Output = new OutputFormat() }, "response_format" },
        { "search", Hi with { Extra = [new ExtraField("web_search_options", Verbatim.Of("{}"))] }, "web_search_options" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Write_WhatCohereCannotDo_IsRefusedNamingTheField(string _, ChatRequest request, string param)
    {
        Assert.Null(Write(request, out var report));
        Assert.Equal(param, report.Refusal!.Param);
    }

    [Fact]
    public void Write_ItemThatNobodyKnows_IsNotTakenForAnAnswer()
    {
        Assert.Null(Write(Ask(User("Hi"), Says(ChatRole.Assistant, new ChatPart.Opaque("responses", "weird", Verbatim.Of("{}"))), User("x")), out var report));
        Assert.EndsWith(" takes no 'weird' here; leave it out or name another model.", report.Refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_TextThatIsNoUnicode_IsStillJson()
    {
        var request = Ask(User("a\ud800b"), Says(ChatRole.Assistant, new ChatPart.ToolCall(ToolKind.Function, "c", "f", new Verbatim((byte[])[.. "{\"a\":\""u8, 0xFF, 0xC3, .. "\"}"u8]))), User("x"));

        Assert.NotNull(Write(request, out _));
    }

    private static void AssertBody(ChatRequest request, string expected, string model = "command-a-03-2025", CatalogModel? catalog = null)
    {
        var body = Write(request, out var report, model, catalog);
        Assert.Null(report.Refusal);
        Assert.Null(report.Dropped);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), body), body!.ToJsonString());
    }

    private static void AssertMessages(ChatRequest request, string expected, params string[] dropped)
    {
        var body = Write(request, out var report);
        Assert.Null(report.Refusal);
        Assert.Equal(dropped, report.Dropped ?? []);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), body!["messages"]), body["messages"]!.ToJsonString());
    }

    private static JsonNode? Write(ChatRequest request, out TranslationReport report, string model = "command-a-03-2025", CatalogModel? catalog = null)
    {
        report = new TranslationReport(request, $"cohere/{model}");
        var target = new ChatTarget(new Deployment { Provider = "cohere", Model = model, CatalogModel = catalog }, ProviderProfiles.Find("cohere")!);
        return new CohereFormat().Chat.Write(request, target, report) is { } body ? JsonNode.Parse(body.Json.Span) : null;
    }

    private static ChatPart Call(string id, string city) => new ChatPart.ToolCall(ToolKind.Function, id, "get_weather", Verbatim.Of($$"""{"city":"{{city}}"}"""));

    private static ChatMessage User(string text) => Says(ChatRole.User, new ChatPart.Text(text));

    private static ChatMessage Says(ChatRole role, params ChatPart[] parts) => new(role, parts);

    private static ChatRequest Ask(params ChatMessage[] messages) => new() { Dialect = ChatDialect.ChatCompletions, Model = "m", Messages = messages };
}
