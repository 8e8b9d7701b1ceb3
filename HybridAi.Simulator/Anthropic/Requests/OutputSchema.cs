using System.Text.Json;
using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.Anthropic.Requests;

/// <summary>What the provider asks of schemas that an output or a strict tool must obey: closed objects, no recursion, no bounds.</summary>
internal static class OutputSchema
{
    private const int MaxDepth = 64;

    private static readonly string[] Unsupported =
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "maxItems", "uniqueItems", "contains",
        "minProperties", "maxProperties", "patternProperties", "propertyNames", "prefixItems", "not", "if", "then", "else", "oneOf",
    ];

    /// <summary>What is wrong, or null.</summary>
    public static string? Problem(JsonElement root) => Walk(root, root, [], 0);

    private static string? Walk(JsonElement root, JsonElement schema, List<string> references, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return null;
        if (depth > MaxDepth)
            return "Schema is nested too deeply";
        var type = schema.TextOrNullOfAny("type");
        foreach (var keyword in Unsupported)
        {
            if (schema.TryGetProperty(keyword, out _))
                return type is null ? $"Schema keyword '{keyword}' is not supported" : $"For '{type}' type, property '{keyword}' is not supported";
        }

        if (schema.TryGetProperty("minItems", out var least) && !(least.ValueKind == JsonValueKind.Number && least.TryGetInt32(out var count) && count is 0 or 1))
            return "For 'array' type, 'minItems' values other than 0 or 1 are not supported";
        if (type == "object" && !(schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False))
            return "For 'object' type, 'additionalProperties' must be explicitly set to false";
        return WalkReference(root, schema, references, depth) ?? WalkParts(root, schema, references, depth);
    }

    private static string? WalkReference(JsonElement root, JsonElement schema, List<string> references, int depth)
    {
        if (schema.TextOrNullOfAny("$ref") is not { } reference)
            return null;
        if (SchemaView.Resolve(root, reference) is not { } target)
            return $"Reference '{reference}' cannot be resolved: only references within the schema are supported";
        return references.Contains(reference) ? "Circular reference detected in schema definitions" : Walk(root, target, [.. references, reference], depth + 1);
    }

    private static string? WalkParts(JsonElement root, JsonElement schema, List<string> references, int depth)
    {
        foreach (var keyword in (ReadOnlySpan<string>)["properties", "anyOf", "allOf"])
        {
            if (!schema.TryGetProperty(keyword, out var parts))
                continue;
            IEnumerable<JsonElement> each = parts.ValueKind switch
            {
                JsonValueKind.Object => parts.EnumerateObject().Select(part => part.Value),
                JsonValueKind.Array => parts.EnumerateArray(),
                _ => [],
            };
            foreach (var part in each)
            {
                if (Walk(root, part, references, depth + 1) is { } problem)
                    return problem;
            }
        }

        return schema.TryGetProperty("items", out var items) ? Walk(root, items, references, depth + 1) : null;
    }

    private static string? TextOrNullOfAny(this JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
