using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAi.Simulator.Gemini.Proto;

namespace HybridAi.Simulator.Gemini.Requests;

/// <summary>Puts a schema of the API's own language into JSON Schema, for the maker of values.</summary>
internal static class SchemaTranslation
{
    private static readonly string[] Numbers = ["minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"];

    public static JsonElement ToJsonSchema(JsonElement schema) => JsonSerializer.SerializeToElement(Translate(schema));

    private static JsonObject Translate(JsonElement schema)
    {
        var made = new JsonObject();
        if (SchemaRules.TypeOf(schema) is { } type and not "TYPE_UNSPECIFIED")
        {
            var word = type.ToLowerInvariant();
            made["type"] = ProtoReader.Flag(schema, "nullable") == true ? new JsonArray(word, "null") : word;
        }

        if (ProtoReader.Texts(schema, "enum") is { Count: > 0 } words)
            made["enum"] = Enumeration(words, SchemaRules.TypeOf(schema));
        foreach (var name in Numbers)
        {
            if (ProtoReader.Number(schema, name) is { } number && Math.Abs(number) < 1e27)
                made[name] = (decimal)number;
        }

        if (ProtoReader.Text(schema, "pattern") is { } pattern)
            made["pattern"] = pattern;
        if (ProtoReader.Text(schema, "format") is "date-time")
            made["format"] = "date-time";
        if (ProtoReader.Get(schema, "items") is { } items)
            made["items"] = Translate(items);
        if (ProtoReader.List(schema, "anyOf") is { Count: > 0 } branches)
            made["anyOf"] = new JsonArray([.. branches.Select(branch => (JsonNode)Translate(branch))]);
        if (ProtoReader.Get(schema, "properties") is { } properties)
        {
            made["properties"] = Properties(properties, ProtoReader.Texts(schema, "propertyOrdering"));
            made["required"] = new JsonArray([.. ProtoReader.Texts(schema, "required").Select(name => (JsonNode)JsonValue.Create(name))]);
            made["additionalProperties"] = false;
        }

        return made;
    }

    private static JsonArray Enumeration(IReadOnlyList<string> words, string? type)
    {
        var members = new JsonArray();
        foreach (var word in words)
            members.Add(type is "INTEGER" or "NUMBER" && decimal.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : (JsonNode)word);
        return members;
    }

    private static JsonObject Properties(JsonElement properties, IReadOnlyList<string> order)
    {
        var made = new JsonObject();
        foreach (var name in order.Concat(properties.EnumerateObject().Select(property => property.Name)))
        {
            if (!made.ContainsKey(name) && properties.TryGetProperty(name, out var property) && property.ValueKind == JsonValueKind.Object)
                made[name] = Translate(property);
        }

        return made;
    }
}
