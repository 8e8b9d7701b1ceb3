using System.Collections.Frozen;
using System.Text.Json;

namespace HybridAi.Providers.Schemas;

/// <summary>The words of JSON Schema (drafts 7 to 2020-12) and what stands behind each.</summary>
internal static class SchemaKeywords
{
    public static readonly FrozenSet<string> Types =
        new[] { "object", "array", "string", "number", "integer", "boolean", "null" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, KeywordKind> Kinds = new Dictionary<string, KeywordKind>(StringComparer.Ordinal)
    {
        ["title"] = KeywordKind.Annotation, ["description"] = KeywordKind.Annotation, ["default"] = KeywordKind.Annotation,
        ["examples"] = KeywordKind.Annotation, ["example"] = KeywordKind.Annotation, ["$comment"] = KeywordKind.Annotation,
        ["$schema"] = KeywordKind.Annotation, ["$id"] = KeywordKind.Annotation, ["$anchor"] = KeywordKind.Annotation,
        ["$vocabulary"] = KeywordKind.Annotation, ["deprecated"] = KeywordKind.Annotation, ["readOnly"] = KeywordKind.Annotation,
        ["writeOnly"] = KeywordKind.Annotation, ["contentEncoding"] = KeywordKind.Annotation, ["contentMediaType"] = KeywordKind.Annotation,
        ["contentSchema"] = KeywordKind.Annotation, ["propertyOrdering"] = KeywordKind.Annotation,
        ["additionalProperties"] = KeywordKind.Schema, ["not"] = KeywordKind.Schema, ["if"] = KeywordKind.Schema,
        ["then"] = KeywordKind.Schema, ["else"] = KeywordKind.Schema, ["contains"] = KeywordKind.Schema,
        ["propertyNames"] = KeywordKind.Schema, ["unevaluatedItems"] = KeywordKind.Schema, ["unevaluatedProperties"] = KeywordKind.Schema,
        ["additionalItems"] = KeywordKind.Schema, ["items"] = KeywordKind.Schema,
        ["anyOf"] = KeywordKind.SchemaList, ["oneOf"] = KeywordKind.SchemaList, ["allOf"] = KeywordKind.SchemaList,
        ["prefixItems"] = KeywordKind.SchemaList,
        ["properties"] = KeywordKind.SchemaMap, ["patternProperties"] = KeywordKind.SchemaMap, ["dependentSchemas"] = KeywordKind.SchemaMap,
        ["$defs"] = KeywordKind.Definitions, ["definitions"] = KeywordKind.Definitions,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private const long LargestExactInteger = 9_007_199_254_740_991;

    // Keywords that say something of one type only; the others speak of any value.
    private static readonly FrozenDictionary<string, string> TypeOfKeyword = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["minLength"] = "string", ["maxLength"] = "string", ["pattern"] = "string", ["format"] = "string",
        ["minimum"] = "number", ["maximum"] = "number", ["exclusiveMinimum"] = "number", ["exclusiveMaximum"] = "number", ["multipleOf"] = "number",
        ["items"] = "array", ["prefixItems"] = "array", ["additionalItems"] = "array", ["minItems"] = "array", ["maxItems"] = "array",
        ["uniqueItems"] = "array", ["contains"] = "array", ["minContains"] = "array", ["maxContains"] = "array", ["unevaluatedItems"] = "array",
        ["properties"] = "object", ["required"] = "object", ["additionalProperties"] = "object", ["patternProperties"] = "object",
        ["propertyNames"] = "object", ["minProperties"] = "object", ["maxProperties"] = "object", ["dependentRequired"] = "object",
        ["dependentSchemas"] = "object", ["unevaluatedProperties"] = "object",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What stands behind a keyword; one that JSON Schema does not know has a value.</summary>
    public static KeywordKind KindOf(string keyword) =>
        Kinds.TryGetValue(keyword, out var kind) ? kind
        // Extensions are annotations by definition (JSON Schema 2020-12 core, 6.5).
        : keyword.StartsWith("x-", StringComparison.Ordinal) ? KeywordKind.Annotation
        : KeywordKind.Value;

    /// <summary>Whether a keyword constrains nothing.</summary>
    public static bool IsAnnotation(string keyword) => KindOf(keyword) == KeywordKind.Annotation;

    /// <summary>Whether a keyword speaks only of values of a type.</summary>
    public static bool SpeaksOf(string keyword, string type) =>
        TypeOfKeyword.TryGetValue(keyword, out var own) && (own == type || (own == "number" && type == "integer"));

    /// <summary>Whether a keyword speaks of values of one type only.</summary>
    public static bool SpeaksOfOneType(string keyword) => TypeOfKeyword.ContainsKey(keyword);

    /// <summary>Whether a constraint forbids nothing, so that it can be left out.</summary>
    public static bool IsEmpty(string keyword, JsonElement value) => keyword switch
    {
        "minItems" or "minLength" or "minProperties" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var least) && least == 0,
        // What zod's integers carry: beyond these bounds JSON's numbers are not exact (RFC 8259, section 6), so they forbid nothing that can be told.
        "minimum" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var lower) && lower <= -LargestExactInteger,
        "maximum" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var upper) && upper >= LargestExactInteger,
        "uniqueItems" => value.ValueKind == JsonValueKind.False,
        "additionalItems" or "unevaluatedItems" or "unevaluatedProperties" or "propertyNames" => AllowsAnything(value),
        "nullable" => value.ValueKind == JsonValueKind.False,
        _ => false,
    };

    /// <summary>Whether a schema is <c>true</c> or <c>{}</c>.</summary>
    public static bool AllowsAnything(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.True || (schema.ValueKind == JsonValueKind.Object && !schema.EnumerateObject().MoveNext());

    /// <summary>The type of a value.</summary>
    public static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        _ => "null",
    };
}

/// <summary>What stands behind a keyword.</summary>
internal enum KeywordKind
{
    /// <summary>A value that constrains.</summary>
    Value,

    /// <summary>A value that constrains nothing.</summary>
    Annotation,

    /// <summary>A schema.</summary>
    Schema,

    /// <summary>A list of schemas.</summary>
    SchemaList,

    /// <summary>Schemas by name.</summary>
    SchemaMap,

    /// <summary>Schemas by name that hold only where they are referred to.</summary>
    Definitions,
}
