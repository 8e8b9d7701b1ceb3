using HybridAi.Core.Chat;

namespace HybridAi.Providers.Tests.Anthropic;

/// <summary>Tools and the choice among them.</summary>
public sealed class AnthropicToolsTests
{
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"}}}""";

    private static readonly ToolDefinition.Function Weather = new("weather") { Description = "The weather", Parameters = Verbatim.Of(Schema) };
    private static readonly ToolDefinition.Function Time = new("time");

    [Fact]
    public void A_function_keeps_its_schema_byte_by_byte() => Assert.Equal(
        $$$$"""[{"name":"weather","description":"The weather","input_schema":{{{{Schema}}}},"cache_control":{"type":"ephemeral","ttl":"5m"}},{"name":"time","input_schema":{"type":"object","properties":{}}}]""",
        Tools(Wire.Request() with { Tools = [Weather with { Cache = new CacheBreakpoint(TimeSpan.FromMinutes(5)) }, Time] }));

    [Theory]
    [InlineData("{}", """{"type":"object"}""")]
    [InlineData("""{ "properties":{}}""", """{"type":"object", "properties":{}}""")]
    [InlineData("""{"properties":{}, "type":"object"}""", """{"properties":{}, "type":"object"}""")]
    public void A_schema_that_takes_its_type_as_understood_gets_one(string schema, string expected) => Assert.Equal(
        $$$$"""[{"name":"f","input_schema":{{{{expected}}}}}]""", Tools(Wire.Request() with { Tools = [new ToolDefinition.Function("f") { Parameters = Verbatim.Of(schema) }] }));

    [Theory]
    [InlineData("""{"type":"string"}""")]
    [InlineData("""{"type":["object","null"]}""")]
    [InlineData("[]")]
    [InlineData("true")]
    public void A_schema_of_anything_else_is_refused(string schema)
    {
        var request = Wire.Request() with { Tools = [Time, new ToolDefinition.Function("f") { Parameters = Verbatim.Of(schema) }] };
        Assert.Equal("tools[1].function.parameters", Wire.Refusal(request).Param);
        Assert.Equal("tools[1].input_schema", Wire.Refusal(request with { Dialect = ChatDialect.Messages }).Param);
    }

    [Fact]
    public void A_tool_of_plain_text_becomes_a_function_of_one_text_but_not_with_a_grammar()
    {
        Assert.Equal(
            """[{"name":"sql","description":"Runs it","input_schema":{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}}]""",
            Tools(Wire.Request() with { Tools = [new ToolDefinition.Custom("sql") { Description = "Runs it" }] }));
        Assert.Equal("tools", Wire.Refusal(Wire.Request() with { Tools = [new ToolDefinition.Custom("sql") { Syntax = "lark", Grammar = "start: \"a\"" }] }).Param);
    }

    [Fact]
    public void Hosted_tools_are_for_their_own_wire()
    {
        const string search = """{"type":"web_search_20260209","name":"web_search","max_uses":5}""";
        var request = Wire.Request() with { Dialect = ChatDialect.Messages, Tools = [new ToolDefinition.Hosted("web_search_20260209", Verbatim.Of(search))] };
        Assert.Equal($"[{search}]", Tools(request));
        Assert.Equal("tools", Wire.Refusal(request with { Dialect = ChatDialect.Responses }).Param);
    }

    [Theory]
    [InlineData(ToolChoiceMode.Auto, null, "{\"type\":\"auto\"}")]
    [InlineData(ToolChoiceMode.Auto, false, "{\"type\":\"auto\",\"disable_parallel_tool_use\":true}")]
    [InlineData(ToolChoiceMode.Required, true, "{\"type\":\"any\"}")]
    [InlineData(ToolChoiceMode.Required, false, "{\"type\":\"any\",\"disable_parallel_tool_use\":true}")]
    [InlineData(ToolChoiceMode.None, false, "{\"type\":\"none\"}")]
    public void A_choice_is_said_in_anthropics_words(ToolChoiceMode mode, bool? parallel, string expected) => Assert.EndsWith(
        $"],\"tool_choice\":{expected}}}", Wire.Json(Wire.Request() with { Tools = [Time], ToolChoice = new ToolChoice(mode), ParallelToolCalls = parallel }), StringComparison.Ordinal);

    [Fact]
    public void Without_a_choice_parallel_calls_alone_make_one()
    {
        Assert.EndsWith("],\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}}", Wire.Json(Wire.Request() with { Tools = [Time], ParallelToolCalls = false }), StringComparison.Ordinal);
        Assert.DoesNotContain("tool_choice", Wire.Json(Wire.Request() with { Tools = [Time], ParallelToolCalls = true }));
        Assert.DoesNotContain("tool_choice", Wire.Json(Wire.Request() with { ToolChoice = new ToolChoice(ToolChoiceMode.Auto), ParallelToolCalls = false }));
    }

    [Fact]
    public void A_named_tool_is_named_and_a_choice_among_some_sends_only_those()
    {
        var request = Wire.Request() with { Tools = [Weather, Time] };
        Assert.EndsWith(
            ",\"tool_choice\":{\"type\":\"tool\",\"name\":\"time\"}}",
            Wire.Json(request with { ToolChoice = new ToolChoice(ToolChoiceMode.Named) { Tools = [new ToolReference(ToolKind.Function, "time")] } }), StringComparison.Ordinal);
        Assert.EndsWith(
            "\"tools\":[{\"name\":\"time\",\"input_schema\":{\"type\":\"object\",\"properties\":{}}}],\"tool_choice\":{\"type\":\"any\"}}",
            Wire.Json(request with { ToolChoice = new ToolChoice(ToolChoiceMode.Required) { Tools = [new ToolReference(ToolKind.Function, "time")] } }), StringComparison.Ordinal);
    }

    [Fact]
    public void Models_that_cannot_be_forced_are_not()
    {
        var request = Wire.Request() with { Tools = [Time], ToolChoice = new ToolChoice(ToolChoiceMode.Required) };
        Assert.Equal("tool_choice", Wire.Refusal(request, "claude-opus-5-5").Param);
        Assert.Null(Wire.Write(request, "claude-haiku-5-5").Report.Refusal);
        Assert.Null(Wire.Write(request with { ToolChoice = new ToolChoice(ToolChoiceMode.Auto) }, "claude-opus-5-5").Report.Refusal);
    }

    private static string Tools(ChatRequest request)
    {
        var json = Wire.Json(request);
        return json[(json.IndexOf("\"tools\":", StringComparison.Ordinal) + 8)..^1];
    }
}
