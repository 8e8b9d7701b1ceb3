using System.Text.Json;

namespace HybridAi.Providers.Schemas;

/// <summary>Checks that keywords have the kinds of values that JSON Schema gives them.</summary>
internal static class SchemaShape
{
    /// <summary>What is wrong with one schema's own keywords, and where; null: nothing. Schemas within it are checked on their own.</summary>
    public static (SchemaPath Path, string Message)? Check(OrderedDictionary<string, SchemaMember> members)
    {
        foreach (var (keyword, member) in members)
        {
            if (Check(keyword, member) is { } wrong)
                return wrong;
        }

        return null;
    }

    private static (SchemaPath, string)? Check(string keyword, SchemaMember member)
    {
        var (value, path) = member;
        if (keyword == "type")
            return CheckType(value, path);
        if (MustBe(keyword, value) is { } mustBe)
            return (path, $"'{path}' must be {mustBe}.");
        if (keyword == "required")
        {
            var index = 0;
            foreach (var name in value.EnumerateArray())
            {
                if (name.ValueKind != JsonValueKind.String)
                    return (path.Item(index), $"'{path.Item(index)}' must be a property's name.");
                index++;
            }
        }

        return null;
    }

    private static string? MustBe(string keyword, JsonElement value) => keyword switch
    {
        "properties" or "patternProperties" or "dependentSchemas" or "$defs" or "definitions" =>
            value.ValueKind == JsonValueKind.Object ? null : "an object of schemas",
        "anyOf" or "oneOf" or "allOf" or "prefixItems" => IsFilledList(value) ? null : "a list of at least one schema",
        "enum" => IsFilledList(value) ? null : "a list of at least one value",
        "required" => value.ValueKind == JsonValueKind.Array ? null : "a list of property names",
        "items" => value.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False or JsonValueKind.Array ? null : "a schema",
        "additionalProperties" or "not" or "if" or "then" or "else" or "contains" or "propertyNames" or "additionalItems" =>
            value.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False ? null : "a schema",
        "$ref" or "format" or "pattern" or "description" => value.ValueKind == JsonValueKind.String ? null : "a text",
        "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf" => value.ValueKind == JsonValueKind.Number ? null : "a number",
        "minItems" or "maxItems" or "minLength" or "maxLength" or "minProperties" or "maxProperties" =>
            value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var count) && count >= 0 && count == decimal.Truncate(count) ? null
                : "a whole number of at least 0",
        "uniqueItems" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : "true or false",
        _ => null,
    };

    private static bool IsFilledList(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0;

    private static (SchemaPath, string)? CheckType(JsonElement value, SchemaPath path)
    {
        if (value.ValueKind == JsonValueKind.String)
            return CheckTypeName(value, path);
        if (!IsFilledList(value) || value.GetArrayLength() > SchemaKeywords.Types.Count)
            return (path, $"'{path}' must be a type's name or a list of at least one.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var name in value.EnumerateArray())
        {
            if (name.ValueKind != JsonValueKind.String || CheckTypeName(name, path) is not null || !seen.Add(name.GetString()!))
                return CheckTypeName(name, path.Item(index)) ?? (path.Item(index), $"'{path}' names a type twice.");
            index++;
        }

        return null;
    }

    private static (SchemaPath, string)? CheckTypeName(JsonElement name, SchemaPath path) =>
        name.ValueKind == JsonValueKind.String && SchemaKeywords.Types.Contains(name.GetString()!)
            ? null
            : (path, $"'{path}' must be one of object, array, string, number, integer, boolean, null.");
}
