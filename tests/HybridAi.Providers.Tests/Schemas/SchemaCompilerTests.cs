using HybridAi.Core.Chat;
using HybridAi.Providers.Schemas;

namespace HybridAi.Providers.Tests.Schemas;

public sealed class SchemaCompilerTests
{
    private const string Person = """{"type":"object","properties":{"name":{"type":"string"}},"required":["name"],"additionalProperties":false}""";

    public static TheoryData<SchemaRules> AllRules => [SchemaRules.Plain, SchemaRules.OpenAiStrict, SchemaRules.AnthropicStrict, SchemaRules.Gemini, SchemaRules.Cohere];

    [Theory]
    [MemberData(nameof(AllRules))]
    public void Compile_NothingToChange_GivesTheCallersOwnBytes(SchemaRules rules)
    {
        var schema = Verbatim.Of(" " + Person.Replace(":", " :", StringComparison.Ordinal));

        var compiled = SchemaCompiler.Compile(schema, rules, "schema", Report());

        Assert.True(compiled.Utf8.Equals(schema.Utf8));
    }

    [Fact]
    public void Compile_NoSchema_StaysNone() => Assert.True(SchemaCompiler.Compile(default, SchemaRules.OpenAiStrict, "schema", Report()).IsEmpty);

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"const":"x"}},"required":["a"]}""",
        """{"type":"object","properties":{"a":{"enum":["x"]}},"required":["a"]}""")]
    [InlineData("""{"const":null,"title":"t","default":null,"$schema":"s","examples":[1]}""", """{"title":"t","type":"null"}""")]
    [InlineData("""{"enum":["a",null],"type":["string","null"],"description":"d"}""",
        """{"description":"d","anyOf":[{"type":"string","enum":["a"]},{"type":"null"}]}""")]
    [InlineData("""{"type":"array","items":[{"type":"string"},{"type":"number"}],"additionalItems":{"type":"null"}}""",
        """{"type":"array","prefixItems":[{"type":"string"},{"type":"number"}],"items":{"type":"null"}}""")]
    [InlineData("""{"$ref":"#/definitions/n","definitions":{"n":{"type":"string"}}}""",
        """{"$ref":"#/$defs/n","$defs":{"n":{"type":"string"}}}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/$defs/n","description":"mine"}},"$defs":{"n":{"type":"string","description":"its"}}}""",
        """{"type":"object","properties":{"a":{"description":"mine","type":"string"}},"$defs":{"n":{"type":"string","description":"its"}}}""")]
    [InlineData("""{"allOf":[{"type":"string"}],"description":"d"}""", """{"description":"d","type":"string"}""")]
    public void Compile_Gemini_PutsIntoOtherWordsWhatItCan(string schema, string expected) => AssertCompiles(SchemaRules.Gemini, schema, expected);

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","default":"x","$comment":"c","x-order":1,"readOnly":true}},"required":["a"]}""",
        """{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""")]
    [InlineData("""{"type":"object"}""", """{"type":"object","additionalProperties":false,"properties":{},"required":[]}""")]
    [InlineData("""{"$ref":"#/definitions/r","definitions":{"r":{"properties":{"c":{"type":"array","items":{"$ref":"#/definitions/r"}}},"required":["c"],"type":"object"}}}""",
        """{"definitions":{"r":{"properties":{"c":{"type":"array","items":{"$ref":"#/definitions/r"}}},"required":["c"],"type":"object","additionalProperties":false}},"properties":{"c":{"type":"array","items":{"$ref":"#/definitions/r"}}},"required":["c"],"type":"object","additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"a":{"oneOf":[{"type":"string"},{"type":"integer"}]}},"required":["a"],"additionalProperties":false}""",
        """{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"integer"}]}},"required":["a"],"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"a":{"enum":["x","y"]},"b":{"const":1}},"required":["a","b"],"additionalProperties":false}""",
        """{"type":"object","properties":{"a":{"enum":["x","y"],"type":"string"},"b":{"const":1,"type":"integer"}},"required":["a","b"],"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},"uniqueItems":false}},"required":["a"],"additionalProperties":false,"unevaluatedProperties":false}""",
        """{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"}}},"required":["a"],"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/properties/b"},"b":{"type":"string"}},"required":["a","b"],"additionalProperties":false}""",
        """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["a","b"],"additionalProperties":false}""")]
    public void Compile_OpenAiStrict_PutsIntoOtherWordsWhatItCan(string schema, string expected) => AssertCompiles(SchemaRules.OpenAiStrict, schema, expected);

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":["string","null"],"minLength":0,"pattern":"^a+$"},"b":{"type":["boolean"]}},"required":["a"]}""",
        """{"type":"object","properties":{"a":{"anyOf":[{"type":"string","pattern":"a+"},{"type":"null"}]},"b":{"type":"boolean"}},"required":["a"]}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":["object","array"],"properties":{"x":{"type":"string"}},"required":["x"],"items":true}},"required":["a"],"title":"t"}""",
        """{"type":"object","properties":{"a":{"anyOf":[{"type":"object","properties":{"x":{"type":"string"}},"required":["x"]},{"type":"array","items":{}}]}},"required":["a"],"title":"t"}""")]
    public void Compile_Cohere_PutsIntoOtherWordsWhatItCan(string schema, string expected) => AssertCompiles(SchemaRules.Cohere, schema, expected);

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"allOf":[{"$ref":"#/$defs/n"},{"type":"string"}]}},"$defs":{"n":{"enum":["x"]}}}""",
        """{"type":"object","properties":{"a":{"allOf":[{"enum":["x"],"type":"string"},{"type":"string"}]}},"$defs":{"n":{"enum":["x"],"type":"string"}},"additionalProperties":false}""")]
    [InlineData("""{"type":"integer","format":"int32","default":3,"minimum":0}""", null)]
    [InlineData("""{"type":"integer","minimum":-9007199254740990,"maximum":9007199254740991}""", null)]
    [InlineData("""{"type":"integer","minimum":-9007199254740991,"maximum":9007199254740991}""", """{"type":"integer"}""")]
    public void Compile_Anthropic_PutsIntoOtherWordsWhatItCan(string schema, string? expected)
    {
        if (expected is null)
            AssertRefused(SchemaRules.AnthropicStrict, schema, "schema.minimum");
        else
            AssertCompiles(SchemaRules.AnthropicStrict, schema, expected);
    }

    public static TheoryData<string, string, string> Refused => new()
    {
        { "openai", """{"type":"array","items":{"type":"string"}}""", "schema" },
        { "openai", """{"anyOf":[{"type":"object","properties":{}}]}""", "schema" },
        { "openai", """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["a"]}""", "schema.properties.b" },
        { "openai", """{"type":"object","properties":{"a":{}},"required":["a"]}""", "schema.properties.a" },
        { "openai", """{"type":"object","properties":{"a":{"type":"object"}},"required":["a"]}""", "schema.properties.a" },
        { "openai", """{"type":"object","properties":{},"additionalProperties":{"type":"string"}}""", "schema.additionalProperties" },
        { "openai", """{"type":"object","properties":{"a":{"type":"string","format":"uri"}},"required":["a"]}""", "schema.properties.a.format" },
        { "openai", """{"type":"object","properties":{"a":{"type":"array","items":{"type":"string"},"uniqueItems":true}},"required":["a"]}""", "schema.properties.a.uniqueItems" },
        { "openai", """{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"not":{"type":"null"}}]}},"required":["a"]}""", "schema.properties.a.anyOf[1].not" },
        { "openai", """{"type":"object","properties":{"a":{"oneOf":[{"type":"number"},{"type":"integer"}]}},"required":["a"]}""", "schema.properties.a.oneOf" },
        { "openai", """{"type":"object","properties":{"a":{"type":"string","nullable":true}},"required":["a"]}""", "schema.properties.a.nullable" },
        { "openai", """{"type":"object","properties":{},"required":["ghost"]}""", "schema.required[0]" },
        { "openai", """{"type":"object","properties":{"a":{"$ref":"https://example.com/s"}},"required":["a"]}""", "schema.properties.a.$ref" },
        { "openai", """{"type":"object","properties":{"a":{"$ref":"#/$defs/none"}},"required":["a"]}""", "schema.properties.a.$ref" },
        { "openai", """{"$ref":"#"}""", "schema.$ref" },
        { "openai", """{"type":"object","properties":{"a":{"$ref":"#/$defs/n","minLength":2}},"required":["a"],"$defs":{"n":{"type":"string"}}}""", "schema.properties.a.$ref" },
        { "anthropic", """{"type":"object","properties":{"a":{"type":"string","minLength":1}}}""", "schema.properties.a.minLength" },
        { "anthropic", """{"type":"array","items":{"type":"string"},"minItems":2}""", "schema.minItems" },
        { "anthropic", """{"type":"string","pattern":"(?=a)b"}""", "schema.pattern" },
        { "anthropic", """{"type":"string","pattern":"\\bword"}""", "schema.pattern" },
        { "anthropic", """{"type":"object","properties":{"a":{"$ref":"#"}}}""", "schema.properties.a.$ref" },
        { "anthropic", """{"enum":[{"a":1}]}""", "schema.enum" },
        { "anthropic", """{"const":[1]}""", "schema.const" },
        { "anthropic", """{"allOf":[{"type":"object","properties":{"a":{"type":"string"}}},{"type":"object","properties":{"b":{"type":"string"}}}]}""", "schema.allOf" },
        { "gemini", """{"type":"string","pattern":"a"}""", "schema.pattern" },
        { "gemini", """{"const":true}""", "schema.const" },
        { "gemini", """{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"]}""", "schema.properties.next.anyOf[0].$ref" },
        { "gemini", """{"type":"object","properties":{"a":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"object","properties":{"x":{"$ref":"#/$defs/n"}},"required":["x"]}}}""", "schema.$defs.n.properties.x.$ref" },
        { "cohere", """{"type":"object","properties":{"a":{"type":"string"}}}""", "schema.required" },
        { "cohere", """{"type":"object","properties":{"a":{"type":"object","properties":{"b":{"type":"string"}}}},"required":["a"]}""", "schema.properties.a.required" },
        { "cohere", """{"type":"object","properties":{"a":{"type":"integer","maximum":5}},"required":["a"]}""", "schema.properties.a.maximum" },
        { "cohere", """{"type":"object","properties":{"a":{"type":"string","pattern":"^a|b$"}},"required":["a"]}""", "schema.properties.a.pattern" },
        { "cohere", """{"type":"object","properties":{"a":{"type":"string","format":"email"}},"required":["a"]}""", "schema.properties.a.format" },
        { "cohere", """{"type":"object","properties":{"a":{"type":"array","items":[{"type":"string"}]}},"required":["a"]}""", "schema.properties.a.items" },
        { "cohere", """{"type":"object","properties":{"a":false},"required":["a"]}""", "schema.properties.a" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Compile_WhatCannotBeExpressed_NamesItsPath(string rules, string schema, string path) => AssertRefused(RulesOf(rules), schema, path);

    [Fact]
    public void Compile_Gemini_TakesRecursionInOptionalProperties()
    {
        const string Tree = """{"type":"object","properties":{"name":{"type":"string"},"next":{"$ref":"#"}},"required":["name"]}""";

        AssertCompiles(SchemaRules.Gemini, Tree, Tree);
    }

    [Theory]
    [InlineData("""[]""", "schema")]
    [InlineData("""null""", "schema")]
    [InlineData("""true""", "schema")]
    [InlineData("""{"type":"text"}""", "schema.type")]
    [InlineData("""{"type":["string","text"]}""", "schema.type[1]")]
    [InlineData("""{"type":["string","string"]}""", "schema.type[1]")]
    [InlineData("""{"type":[]}""", "schema.type")]
    [InlineData("""{"type":7}""", "schema.type")]
    [InlineData("""{"properties":[]}""", "schema.properties")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"type":"array","items":{"properties":7}}}}""", "schema.properties.a.items.properties")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":"string"}}""", "schema.properties.a")]
    [InlineData("""{"required":true}""", "schema.required")]
    [InlineData("""{"required":["a",1]}""", "schema.required[1]")]
    [InlineData("""{"enum":[]}""", "schema.enum")]
    [InlineData("""{"anyOf":{}}""", "schema.anyOf")]
    [InlineData("""{"type":"object","required":["a"],"properties":{"a":{"anyOf":[{"type":"null"},7]}}}""", "schema.properties.a.anyOf[1]")]
    [InlineData("""{"minLength":-1}""", "schema.minLength")]
    [InlineData("""{"maximum":"5"}""", "schema.maximum")]
    [InlineData("""{"$ref":7}""", "schema.$ref")]
    [InlineData("""{"title":"\ud800","properties":{"\ud800":{}}}""", "schema")]
    [InlineData("""{"a":""", "schema")]
    public void Compile_NoJsonSchema_IsRefusedByAllRules(string schema, string path)
    {
        foreach (var rules in AllRules)
            AssertRefused(rules.Data, schema, path);
    }

    [Fact]
    public void Compile_Plain_TakesWhatIsUnknownToUs()
    {
        const string Schema = """{"type":"object","patternProperties":{"^a":{"minimum":3}},"if":true,"nullable":true,"dependencies":{"a":["b"]},"$ref":"http://x/y"}""";

        AssertCompiles(SchemaRules.Plain, Schema, Schema);
    }

    [Fact]
    public void Compile_OneOfWithADiscriminator_BecomesAnyOf() => AssertCompiles(
        SchemaRules.AnthropicStrict,
        """{"oneOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/b"}],"$defs":{"a":{"type":"object","properties":{"k":{"const":"a"}},"required":["k"],"additionalProperties":false},"b":{"type":"object","properties":{"k":{"enum":["b","c"],"type":"string"}},"required":["k"],"additionalProperties":false}}}""",
        """{"$defs":{"a":{"type":"object","properties":{"k":{"const":"a","type":"string"}},"required":["k"],"additionalProperties":false},"b":{"type":"object","properties":{"k":{"enum":["b","c"],"type":"string"}},"required":["k"],"additionalProperties":false}},"anyOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/b"}]}""");

    [Fact]
    public void Compile_TooManyProperties_IsRefused()
    {
        var optional = string.Join(',', Enumerable.Range(0, 25).Select(i => $$"""
            "p{{i}}":{"type":"string"}
            """));

        AssertRefused(SchemaRules.AnthropicStrict, $$"""{"type":"object","properties":{ {{optional}} } }""", "schema.properties.p24");
    }

    [Fact]
    public void Compile_DeepObjects_AreRefusedWhereTheLimitIs()
    {
        var schema = """{"type":"string"}""";
        for (var i = 0; i < 12; i++)
            schema = $$"""{"type":"object","properties":{"a":{{schema}}},"required":["a"],"additionalProperties":false}""";

        AssertRefused(SchemaRules.OpenAiStrict, schema, "schema" + string.Concat(Enumerable.Repeat(".properties.a", 11)));
    }

    internal static SchemaRules RulesOf(string name) => name switch
    {
        "openai" => SchemaRules.OpenAiStrict,
        "anthropic" => SchemaRules.AnthropicStrict,
        "gemini" => SchemaRules.Gemini,
        _ => SchemaRules.Cohere,
    };

    private static void AssertCompiles(SchemaRules rules, string schema, string expected)
    {
        var report = Report();
        var compiled = SchemaCompiler.Compile(Verbatim.Of(schema), rules, "schema", report);
        Assert.Null(report.Refusal);
        Assert.Equal(expected, compiled.Decode());
    }

    private static void AssertRefused(SchemaRules rules, string schema, string path)
    {
        var report = Report();
        SchemaCompiler.Compile(Verbatim.Of(schema), rules, "schema", report);
        Assert.Equal(path, report.Refusal?.Param);
        Assert.NotEmpty(report.Refusal!.Message);
    }

    private static TranslationReport Report() => new(ChatDialect.ChatCompletions, "p/m");
}
