using System.Text.Json;

namespace HybridAi.Simulator.OpenAi.Requests;

/// <summary>What providers ask of schemas marked strict: an object at the root, every object closed, every property required.</summary>
internal static class StrictSchema
{
    /// <summary>What is wrong, or null.</summary>
    public static string? Problem(JsonElement root)
    {
        if (root.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() != "object")
            return $"schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{type.GetString()}\"'.";
        if (!root.TryGetProperty("type", out _) && !root.TryGetProperty("$ref", out _))
            return "schema must be a JSON Schema of 'type: \"object\"', got 'type: \"None\"'.";
        return Walk(root, "()");
    }

    private static string? Walk(JsonElement schema, string context)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return null;
        var properties = RequestFields.Get(schema, "properties");
        if (properties is { ValueKind: JsonValueKind.Object } || IsObject(schema))
        {
            if (!schema.TryGetProperty("additionalProperties", out var more) || more.ValueKind != JsonValueKind.False)
                return $"In context={context}, 'additionalProperties' is required to be supplied and to be false.";
            if (properties is { ValueKind: JsonValueKind.Object } map && MissingRequired(schema, map) is { } name)
                return $"In context={context}, 'required' is required to be supplied and to be an array including every key in properties. Missing '{name}'.";
        }

        foreach (var keyword in (ReadOnlySpan<string>)["properties", "$defs", "definitions"])
        {
            if (RequestFields.Get(schema, keyword) is not { ValueKind: JsonValueKind.Object } map)
                continue;
            foreach (var member in map.EnumerateObject())
            {
                if (Walk(member.Value, $"('{keyword}', '{member.Name}')") is { } problem)
                    return problem;
            }
        }

        if (RequestFields.Get(schema, "items") is { } items && Walk(items, "('items')") is { } inItems)
            return inItems;
        if (RequestFields.Get(schema, "anyOf") is { ValueKind: JsonValueKind.Array } any)
        {
            foreach (var branch in any.EnumerateArray())
            {
                if (Walk(branch, "('anyOf')") is { } problem)
                    return problem;
            }
        }

        return null;
    }

    private static string? MissingRequired(JsonElement schema, JsonElement properties)
    {
        var required = RequestFields.Get(schema, "required") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        foreach (var property in properties.EnumerateObject())
        {
            if (!required.Contains(property.Name))
                return property.Name;
        }

        return null;
    }

    private static bool IsObject(JsonElement schema)
    {
        if (RequestFields.Get(schema, "type") is not { } type)
            return false;
        return type.ValueKind == JsonValueKind.String
            ? type.ValueEquals("object"u8)
            : type.ValueKind == JsonValueKind.Array && type.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.ValueEquals("object"u8));
    }
}
