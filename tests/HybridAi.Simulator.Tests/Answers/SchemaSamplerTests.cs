using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.Tests.Answers;

public sealed class SchemaSamplerTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"integer"}},"required":["a","b"],"additionalProperties":false}""")]
    [InlineData("""{"type":"object","properties":{"list":{"type":"array","items":{"type":"object","properties":{"x":{"type":"number","minimum":0.5,"maximum":0.75}},"required":["x"]},"minItems":2,"maxItems":4}},"required":["list"]}""")]
    [InlineData("""{"type":"integer","minimum":-5,"maximum":-3}""")]
    [InlineData("""{"type":"integer","exclusiveMinimum":3,"exclusiveMaximum":5}""")]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":0.1}""")]
    [InlineData("""{"type":"integer","multipleOf":7,"minimum":50}""")]
    [InlineData("""{"type":"integer","maximum":-100}""")]
    [InlineData("""{"type":"string","minLength":40}""")]
    [InlineData("""{"type":"string","maxLength":3}""")]
    [InlineData("""{"type":"string","enum":["red","green"]}""")]
    [InlineData("""{"const":{"a":[1,2]}}""")]
    [InlineData("""{"type":["string","null"]}""")]
    [InlineData("""{"anyOf":[{"type":"string","minLength":1},{"type":"null"}]}""")]
    [InlineData("""{"oneOf":[{"type":"object","properties":{"kind":{"const":"a"}},"required":["kind"]},{"type":"object","properties":{"kind":{"const":"b"}},"required":["kind"]}]}""")]
    [InlineData("""{"allOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},{"properties":{"b":{"type":"boolean"}},"required":["b"]}]}""")]
    [InlineData("""{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"v":{"type":"integer"},"kids":{"type":"array","items":{"$ref":"#/$defs/node"}}},"required":["v","kids"],"additionalProperties":false}}}""")]
    [InlineData("""{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"]}""")]
    [InlineData("""{"type":"array","items":{"enum":[1,2,3]},"uniqueItems":true,"minItems":3,"maxItems":3}""")]
    [InlineData("""{"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}],"items":false,"minItems":2}""")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer","minimum":1},"minProperties":2}""")]
    [InlineData("""{"type":"string","pattern":"^[A-Z]{3}-\\d{4}$"}""")]
    [InlineData("""{"type":"string","pattern":"^(foo|bar)+(?:x|y)?$"}""")]
    [InlineData("""{"type":"string","format":"date-time"}""")]
    [InlineData("""{"type":"string","format":"uuid"}""")]
    [InlineData("""{"type":"string","format":"email"}""")]
    [InlineData("""{}""")]
    public void A_value_obeys_its_schema_whatever_the_seed(string schema)
    {
        var root = JsonDocument.Parse(schema).RootElement;
        for (ulong seed = 0; seed < 60; seed++)
        {
            var text = SchemaSampler.Sample(root, "Tell me about Ada Lovelace and the number 4.", seed);
            var problem = Problem(root, root, JsonNode.Parse(text));
            Assert.True(problem is null, $"{problem}: {text}");
        }
    }

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}""")]
    [InlineData("""{"type":"array","minItems":1000000,"items":{"type":"array","minItems":1000000}}""")]
    [InlineData("""{"$ref":"#/nowhere"}""")]
    [InlineData("""{"type":5,"properties":7,"required":"x","anyOf":[],"enum":[],"minimum":"a"}""")]
    [InlineData("""{"type":"string","pattern":"(((((a*)*)*)*)*)*$","minLength":1e30}""")]
    [InlineData("""{"type":"string","pattern":"[z-a]{99999}"}""")]
    [InlineData("""{"type":"number","minimum":1e28,"maximum":-1e28,"multipleOf":0}""")]
    [InlineData("""{"type":"integer","exclusiveMinimum":79228162514264337593543950335}""")]
    [InlineData("""{"allOf":[{"$ref":"#"},{"$ref":"#"}]}""")]
    public void A_schema_that_cannot_be_obeyed_ends_in_some_JSON(string schema) =>
        Assert.NotEmpty(SchemaSampler.Sample(JsonDocument.Parse(schema).RootElement, "x", 1));

    [Fact]
    public async Task Structured_output_obeys_over_the_wire()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        const string Schema = """{"type":"object","properties":{"steps":{"type":"array","items":{"type":"object","properties":{"why":{"type":"string"},"n":{"type":"integer"}},"required":["why","n"],"additionalProperties":false}},"mood":{"type":"string","enum":["up","down"]}},"required":["steps","mood"],"additionalProperties":false}""";

        var answer = await simulator.PostAsync(Wires.OpenAi, Wires.Chat(
            "gpt-4o", "Explain", $$$""","response_format":{"type":"json_schema","json_schema":{"name":"s","strict":true,"schema":{{{Schema}}}}}"""));

        var root = JsonDocument.Parse(Schema).RootElement;
        Assert.Null(Problem(root, root, JsonNode.Parse(answer.Text!)));
    }

    // A validator of the keywords above, written apart from the sampler.
    private static string? Problem(JsonElement root, JsonElement schema, JsonNode? value)
    {
        if (schema.ValueKind is JsonValueKind.True)
            return null;
        if (schema.ValueKind is JsonValueKind.False)
            return "nothing is allowed";
        foreach (var rule in schema.EnumerateObject())
        {
            if (Check(root, schema, rule, value) is { } problem)
                return problem;
        }

        return null;
    }

    private static string? Check(JsonElement root, JsonElement schema, JsonProperty rule, JsonNode? value)
    {
        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        bool Is(string type) => type switch
        {
            "object" => kind == JsonValueKind.Object,
            "array" => kind == JsonValueKind.Array,
            "string" => kind == JsonValueKind.String,
            "null" => kind == JsonValueKind.Null,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "number" => kind == JsonValueKind.Number,
            _ => kind == JsonValueKind.Number && (decimal)value! == decimal.Truncate((decimal)value!),
        };
        decimal Number() => (decimal)value!;
        string? Failed(bool failed) => failed ? $"{rule.Name} {rule.Value.GetRawText()}" : null;
        bool Valid(JsonElement each) => Problem(root, each, value) is null;
        switch (rule.Name)
        {
            case "type":
                return Failed(rule.Value.ValueKind == JsonValueKind.Array ? !rule.Value.EnumerateArray().Any(type => Is(type.GetString()!)) : !Is(rule.Value.GetString()!));
            case "enum":
                return Failed(!rule.Value.EnumerateArray().Any(member => JsonNode.DeepEquals(JsonNode.Parse(member.GetRawText()), value)));
            case "const":
                return Failed(!JsonNode.DeepEquals(JsonNode.Parse(rule.Value.GetRawText()), value));
            case "anyOf":
                return Failed(!rule.Value.EnumerateArray().Any(Valid));
            case "oneOf":
                return Failed(rule.Value.EnumerateArray().Count(Valid) != 1);
            case "allOf":
                return Failed(!rule.Value.EnumerateArray().All(Valid));
            case "$ref":
                return Problem(root, rule.Value.GetString() == "#" ? root : root.GetProperty("$defs").GetProperty(rule.Value.GetString()![8..]), value);
            case "minimum":
                return Failed(Number() < rule.Value.GetDecimal());
            case "maximum":
                return Failed(Number() > rule.Value.GetDecimal());
            case "exclusiveMinimum":
                return Failed(Number() <= rule.Value.GetDecimal());
            case "exclusiveMaximum":
                return Failed(Number() >= rule.Value.GetDecimal());
            case "multipleOf":
                return Failed(Number() % rule.Value.GetDecimal() != 0);
            case "minLength":
                return Failed(((string)value!).Length < rule.Value.GetInt32());
            case "maxLength":
                return Failed(((string)value!).Length > rule.Value.GetInt32());
            case "pattern":
                return Failed(!Regex.IsMatch((string)value!, rule.Value.GetString()!));
            case "format":
                return Failed(rule.Value.GetString() switch
                {
                    "date-time" => !DateTimeOffset.TryParse((string)value!, out _),
                    "uuid" => !Guid.TryParse((string)value!, out _),
                    _ => !((string)value!).Contains('@', StringComparison.Ordinal),
                });
            case "minItems":
                return Failed(value!.AsArray().Count < rule.Value.GetInt32());
            case "maxItems":
                return Failed(value!.AsArray().Count > rule.Value.GetInt32());
            case "uniqueItems":
                return Failed(value!.AsArray().Select(item => item!.ToJsonString()).Distinct().Count() != value.AsArray().Count);
            case "items":
                var skip = schema.TryGetProperty("prefixItems", out var prefix) ? prefix.GetArrayLength() : 0;
                return value!.AsArray().Skip(skip).Select(item => Problem(root, rule.Value, item)).FirstOrDefault(problem => problem is not null);
            case "prefixItems":
                return rule.Value.EnumerateArray().Zip(value!.AsArray()).Select(pair => Problem(root, pair.First, pair.Second)).FirstOrDefault(problem => problem is not null);
            case "required":
                return Failed(!rule.Value.EnumerateArray().All(name => value!.AsObject().ContainsKey(name.GetString()!)));
            case "minProperties":
                return Failed(value!.AsObject().Count < rule.Value.GetInt32());
            case "properties":
                return value!.AsObject().Where(member => rule.Value.TryGetProperty(member.Key, out _))
                    .Select(member => Problem(root, rule.Value.GetProperty(member.Key), member.Value)).FirstOrDefault(problem => problem is not null);
            case "additionalProperties":
                return value!.AsObject().Where(member => !(schema.TryGetProperty("properties", out var known) && known.TryGetProperty(member.Key, out _)))
                    .Select(member => Problem(root, rule.Value, member.Value)).FirstOrDefault(problem => problem is not null);
            case "$defs":
                return null;
            default:
                return $"the test does not know {rule.Name}";
        }
    }
}
