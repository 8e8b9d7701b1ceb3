using System.Text.Json;
using HybridAi.Simulator.Answers;

namespace HybridAi.Simulator.Anthropic.Requests;

/// <summary>What the provider asks of schemas that an output or a strict tool must obey: closed objects, no recursion, no bounds.</summary>
internal sealed class OutputSchema
{
    private const int MaxDepth = 64;

    private static readonly string[] Unsupported =
    [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "maxItems", "uniqueItems", "contains",
        "minProperties", "maxProperties", "patternProperties", "propertyNames", "prefixItems", "not", "if", "then", "else", "oneOf",
    ];

    private readonly JsonElement _root;

    // References on the way to the schema at hand, and those that have been followed to their end: each is followed once.
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);

    private OutputSchema(JsonElement root) => _root = root;

    /// <summary>What is wrong, or null.</summary>
    public static string? Problem(JsonElement root) => new OutputSchema(root).Walk(root, 0);

    private string? Walk(JsonElement schema, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return null;
        if (depth > MaxDepth)
            return "Schema is nested too deeply";
        var type = Text(schema, "type");
        foreach (var keyword in Unsupported)
        {
            if (schema.TryGetProperty(keyword, out _))
                return type is null ? $"Schema keyword '{keyword}' is not supported" : $"For '{type}' type, property '{keyword}' is not supported";
        }

        if (schema.TryGetProperty("minItems", out var least) && !(least.ValueKind == JsonValueKind.Number && least.TryGetInt32(out var count) && count is 0 or 1))
            return "For 'array' type, 'minItems' values other than 0 or 1 are not supported";
        if (type == "object" && !(schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False))
            return "For 'object' type, 'additionalProperties' must be explicitly set to false";
        return WalkReference(schema, depth) ?? WalkParts(schema, depth);
    }

    private string? WalkReference(JsonElement schema, int depth)
    {
        if (Text(schema, "$ref") is not { } reference || _done.Contains(reference))
            return null;
        if (SchemaView.Resolve(_root, reference) is not { } target)
            return $"Reference '{reference}' cannot be resolved: only references within the schema are supported";
        if (!_open.Add(reference))
            return "Circular reference detected in schema definitions";
        var problem = Walk(target, depth + 1);
        _open.Remove(reference);
        _done.Add(reference);
        return problem;
    }

    private string? WalkParts(JsonElement schema, int depth)
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
                if (Walk(part, depth + 1) is { } problem)
                    return problem;
            }
        }

        return schema.TryGetProperty("items", out var items) ? Walk(items, depth + 1) : null;
    }

    private static string? Text(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
