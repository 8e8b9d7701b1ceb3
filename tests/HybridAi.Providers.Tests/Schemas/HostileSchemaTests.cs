using System.Text;
using HybridAi.Core.Chat;
using HybridAi.Providers.Schemas;

namespace HybridAi.Providers.Tests.Schemas;

/// <summary>Schemas made to make a compiler work, or fail.</summary>
public sealed class HostileSchemaTests
{
    private static readonly SchemaRules NoRefs = SchemaRules.Cohere with
    {
        Keywords = System.Collections.Frozen.FrozenSet.ToFrozenSet(["type", "properties", "required", "items", "anyOf"]), Required = RequiredDemand.Any,
    };

    [Fact]
    public void Compile_ReferencesThatMultiply_AreRefused()
    {
        // Each definition refers twice to the next: written out, 2^40 schemas.
        var definitions = new StringBuilder("\"d40\":{\"type\":\"string\"}");
        for (var i = 0; i < 40; i++)
            definitions.Append($$""","d{{i}}":{"type":"object","properties":{"a":{"$ref":"#/$defs/d{{i + 1}}" },"b":{"$ref":"#/$defs/d{{i + 1}}" } } }""");

        Assert.Contains("too large", Refusal(NoRefs, $$"""{"type":"object","properties":{"x":{"$ref":"#/$defs/d0"} },"$defs":{ {{definitions}} } }"""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}""")]
    [InlineData("""{"anyOf":[{"$ref":"#"}]}""")]
    [InlineData("""{"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"allOf":[{"$ref":"#/$defs/a"}]}}}""")]
    public void Compile_CirclesOfNothing_AreRefused(string schema)
    {
        foreach (var rules in new[] { SchemaRules.OpenAiStrict, SchemaRules.AnthropicStrict, SchemaRules.Gemini, SchemaRules.Cohere, NoRefs })
            Assert.NotNull(Refusal(rules, schema));
    }

    [Fact]
    public void Compile_RecursionWhereReferencesMustBeWrittenOut_IsRefused() =>
        Assert.Contains("recursive", Refusal(NoRefs, """{"type":"object","properties":{"a":{"$ref":"#"}}}"""), StringComparison.Ordinal);

    [Fact]
    public void Compile_AChainOfReferences_EndsSoon()
    {
        var definitions = new StringBuilder("\"d5000\":{\"type\":\"string\"}");
        for (var i = 0; i < 5000; i++)
            definitions.Append($$""","d{{i}}":{"$ref":"#/$defs/d{{i + 1}}" }""");

        Assert.NotNull(Refusal(SchemaRules.Gemini, $$"""{"type":"object","properties":{"x":{"$ref":"#/$defs/d0"} },"$defs":{ {{definitions}} } }"""));
    }

    [Fact]
    public void Compile_ManyTargetsWithinEachOther_EndsSoon()
    {
        // Each level is a target of its own that holds all deeper ones.
        var pointers = new List<string>();
        var schema = """{"type":"string"}""";
        for (var i = 0; i < 55; i++)
        {
            schema = $$"""{"type":"array","items":{{schema}} }""";
            pointers.Add("#/properties/x" + string.Concat(Enumerable.Repeat("/items", i)));
        }

        var refs = string.Join(',', pointers.Select((pointer, i) => $$"""
            "r{{i}}":{"$ref":"{{pointer}}"}
            """));
        var watch = TimeProvider.System.GetTimestamp();
        Refusal(SchemaRules.OpenAiStrict, $$"""{"type":"object","properties":{"x":{{schema}},{{refs}} } }""");
        Assert.InRange(TimeProvider.System.GetElapsedTime(watch).TotalSeconds, 0, 30);
    }

    [Fact]
    public void Compile_MutatedSchemas_NeverThrow()
    {
        var random = new Random(7);
        string[] seeds = [.. SchemaCompilerTests.Refused.Select(row => row.Data.Item2)];
        var rules = new[] { SchemaRules.Plain, SchemaRules.OpenAiStrict, SchemaRules.AnthropicStrict, SchemaRules.Gemini, SchemaRules.Cohere, NoRefs };
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = Mutation.Of(Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)]), random);
            var report = new TranslationReport(ChatDialect.Responses, "p/m");
            var compiled = SchemaCompiler.Compile(new Verbatim(bytes), rules[random.Next(rules.Length)], "s", report);
            Assert.True(report.Refusal is not null || compiled.IsEmpty || IsJson(compiled));
        }
    }

    private static bool IsJson(Verbatim compiled)
    {
        using var document = System.Text.Json.JsonDocument.Parse(compiled.Utf8, new System.Text.Json.JsonDocumentOptions { MaxDepth = 128 });
        return document.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object;
    }

    private static string? Refusal(SchemaRules rules, string schema)
    {
        var report = new TranslationReport(ChatDialect.ChatCompletions, "p/m");
        SchemaCompiler.Compile(Verbatim.Of(schema), rules, "schema", report);
        return report.Refusal?.Message;
    }
}
