using System.Text.Json;

namespace HybridAi.Simulator.Cohere.Requests;

/// <summary>The subset of JSON Schema that answers can be held to.</summary>
internal static class CohereSchema
{
    private static readonly string[] Unsupported =
    [
        "allOf", "oneOf", "not", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems",
        "minLength", "maxLength", "uniqueItems", "patternProperties", "minProperties", "maxProperties",
    ];

    private static readonly string[] Formats = ["date-time", "uuid", "date", "time"];

    /// <summary>What is wrong, or null.</summary>
    public static string? Problem(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !IsObject(schema))
            return "the type in the top level schema must be object";
        return Walk(schema, "schema");
    }

    private static string? Walk(JsonElement schema, string path)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var keyword in Unsupported)
        {
            if (schema.TryGetProperty(keyword, out _))
                return $"{path}: '{keyword}' is not supported";
        }

        if (schema.TryGetProperty("format", out var format) && (format.ValueKind != JsonValueKind.String || !Formats.Contains(format.GetString())))
            return $"{path}: format {format} is not supported";
        if (IsObject(schema) && !(schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array && required.GetArrayLength() > 0))
            return $"{path}: every object must have at least one required field";
        return WalkMaps(schema, path) ?? WalkInner(schema, path);
    }

    private static string? WalkMaps(JsonElement schema, string path)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["properties", "$defs", "$def", "definitions"])
        {
            if (!schema.TryGetProperty(keyword, out var map) || map.ValueKind != JsonValueKind.Object)
                continue;
            foreach (var member in map.EnumerateObject())
            {
                if (Walk(member.Value, $"{path}.{keyword}.{member.Name}") is { } problem)
                    return problem;
            }
        }

        return null;
    }

    private static string? WalkInner(JsonElement schema, string path)
    {
        if (schema.TryGetProperty("items", out var items) && Walk(items, $"{path}.items") is { } inItems)
            return inItems;
        if (!schema.TryGetProperty("anyOf", out var any) || any.ValueKind != JsonValueKind.Array)
            return null;
        foreach (var branch in any.EnumerateArray())
        {
            if (Walk(branch, $"{path}.anyOf") is { } problem)
                return problem;
        }

        return null;
    }

    private static bool IsObject(JsonElement schema) =>
        schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object"u8);
}
