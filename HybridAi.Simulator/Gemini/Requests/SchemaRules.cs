using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Gemini.Proto;

namespace HybridAi.Simulator.Gemini.Requests;

/// <summary>What a schema in the API's own language must keep to, beyond the names of its fields.</summary>
internal static class SchemaRules
{
    public static string? TypeOf(JsonElement schema) => ProtoReader.Text(schema, "type")?.ToUpperInvariant();

    public static ApiError? Check(JsonElement schema, string path)
    {
        var type = TypeOf(schema);
        var branches = ProtoReader.List(schema, "anyOf");
        if (type is null or "TYPE_UNSPECIFIED" && branches.Count == 0)
            return Invalid.At($"{path}.type", "must be specified");
        if (ProtoReader.List(schema, "enum").Count > 0 && type is not ("STRING" or "INTEGER" or "NUMBER"))
            return Invalid.At($"{path}.enum", "only allowed for STRING type");
        if (ProtoReader.Texts(schema, "enum").Any(word => word.Length == 0))
            return Invalid.At($"{path}.enum[0]", "cannot be empty");
        return CheckFormat(schema, type, path) ?? CheckArray(schema, type, path) ?? CheckObject(schema, type, path) ?? CheckBranches(branches, path);
    }

    private static ApiError? CheckFormat(JsonElement schema, string? type, string path)
    {
        if (ProtoReader.Text(schema, "format") is not { Length: > 0 } format)
            return null;
        return type switch
        {
            "STRING" when format is not ("enum" or "date-time") => Invalid.At($"{path}.format", "only 'enum' and 'date-time' are supported for STRING type"),
            "NUMBER" when format is not ("float" or "double") => Invalid.At($"{path}.format", "only 'float' and 'double' are supported for NUMBER type"),
            "INTEGER" when format is not ("int32" or "int64") => Invalid.At($"{path}.format", "only 'int32' and 'int64' are supported for INTEGER type"),
            _ => null,
        };
    }

    private static ApiError? CheckArray(JsonElement schema, string? type, string path)
    {
        var items = ProtoReader.Get(schema, "items");
        if (type == "ARRAY" && items is null)
            return Invalid.At($"{path}.items", "missing field.");
        if (type != "ARRAY" && items is not null)
            return Invalid.At($"{path}.items", "only allowed for ARRAY type");
        return items is { } inner ? Check(inner, $"{path}.items") : null;
    }

    private static ApiError? CheckObject(JsonElement schema, string? type, string path)
    {
        var properties = ProtoReader.Get(schema, "properties");
        if (type != "OBJECT" && properties is not null)
            return Invalid.At($"{path}.properties", "only allowed for OBJECT type");
        if (type != "OBJECT")
            return null;
        if (properties is null || !properties.Value.EnumerateObject().Any())
            return Invalid.At($"{path}.properties", "should be non-empty for OBJECT type");
        foreach (var property in properties.Value.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object && Check(property.Value, $"{path}.properties[{property.Name}]") is { } error)
                return error;
        }

        foreach (var list in (ReadOnlySpan<string>)["required", "propertyOrdering"])
        {
            var names = ProtoReader.Texts(schema, list);
            for (var i = 0; i < names.Count; i++)
            {
                if (!properties.Value.TryGetProperty(names[i], out _))
                    return Invalid.At($"{path}.{ProtoNames.Snake(list)}[{i}]", "property is not defined");
            }
        }

        return null;
    }

    private static ApiError? CheckBranches(IReadOnlyList<JsonElement> branches, string path)
    {
        for (var i = 0; i < branches.Count; i++)
        {
            if (Check(branches[i], $"{path}.any_of[{i}]") is { } error)
                return error;
        }

        return null;
    }
}
