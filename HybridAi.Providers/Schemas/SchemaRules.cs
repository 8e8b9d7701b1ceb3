using System.Collections.Frozen;

namespace HybridAi.Providers.Schemas;

/// <summary>
/// What a provider's structured output or tool parameters can express of JSON Schema, as data. <see cref="SchemaCompiler"/> keeps what
/// is here, puts into other words what loses nothing by it, and refuses the rest.
/// </summary>
public sealed record SchemaRules
{
    /// <summary>All of it: the schema is only checked for being one. For tools whose schema is told to the model but not enforced.</summary>
    public static readonly SchemaRules Plain = new();

    /// <summary>
    /// OpenAI's strict mode. Sources: guide "Structured model outputs", section "Supported schemas" (developers.openai.com, read in
    /// November 2026), for the sizes too; keywords that it does not list, from the converter of npm <c>openai</c> 7.55.0.
    /// </summary>
    public static readonly SchemaRules OpenAiStrict = new()
    {
        Keywords = Set(
            "type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "$ref", "$defs", "definitions",
            "title", "description", "$schema", "pattern", "format", "minLength", "maxLength", "multipleOf", "minimum", "maximum",
            "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems"),
        Formats = Set("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"),
        NeedsType = true, RootIsObject = true, RefsStandAlone = true, ClosedObjects = true, Required = RequiredDemand.All,
        MaxProperties = 5000, MaxObjectDepth = 10, MaxEnumValues = 1000, MaxNameCharacters = 120_000,
    };

    /// <summary>
    /// Anthropic's <c>output_config.format</c> and strict tools. Source: "Structured outputs", sections "JSON Schema limitations" and
    /// "Schema complexity limits" (platform.claude.com, read in November 2026), and the converter of npm <c>@anthropic-ai/sdk</c> 1.11.0.
    /// </summary>
    public static readonly SchemaRules AnthropicStrict = new()
    {
        Keywords = Set(
            "type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "allOf", "$ref", "$defs", "definitions",
            "title", "description", "default", "pattern", "format", "minItems"),
        Formats = Set("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"),
        Values = new Dictionary<string, long[]> { ["minItems"] = [0, 1] }.ToFrozenDictionary(),
        Literals = Set("string", "number", "integer", "boolean", "null"),
        Patterns = PatternFeatures.Lookaround | PatternFeatures.Backreferences | PatternFeatures.WordBoundaries,
        NeedsType = true, RefsStandAlone = true, RefsInAllOf = false, Recursion = RecursionRule.Never, ClosedObjects = true,
        MaxOptionalProperties = 24, MaxUnions = 16,
    };

    /// <summary>
    /// Gemini's <c>responseJsonSchema</c>. Source: the description of that field in npm <c>@google/genai</c> 3.1.0, which lists what is
    /// supported and how references may recur.
    /// </summary>
    public static readonly SchemaRules Gemini = new()
    {
        Keywords = Set(
            "$id", "$defs", "$ref", "$anchor", "type", "format", "title", "description", "enum", "items", "prefixItems", "minItems", "maxItems",
            "minimum", "maximum", "anyOf", "oneOf", "properties", "additionalProperties", "required", "propertyOrdering"),
        Literals = Set("string", "number", "integer"),
        RefsStandAlone = true, Recursion = RecursionRule.InOptionalProperties,
    };

    /// <summary>
    /// Gemini's <c>parametersJsonSchema</c>: the whole of JSON Schema may be sent, what is not supported guides the model without
    /// being enforced (the same source).
    /// </summary>
    public static readonly SchemaRules GeminiTools = Plain;

    /// <summary>
    /// Cohere's <c>response_format.json_schema</c> and strict tools. Source: "Structured Outputs", sections "Schema constraints" and
    /// "Parameter types support" (docs.cohere.com v2, August 2026).
    /// </summary>
    public static readonly SchemaRules Cohere = new()
    {
        Keywords = Set(
            "type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "$ref", "$defs",
            "title", "description", "pattern", "format"),
        Formats = Set("date-time", "uuid", "date", "time"),
        Literals = Set("string", "number", "integer", "boolean", "null"),
        Patterns = PatternFeatures.Anchors | PatternFeatures.Lookaround,
        RootIsObject = true, TypeLists = false, Required = RequiredDemand.One,
    };

    /// <summary>The keywords that it takes; null: all. Annotations that are not among them are left out, all others refused.</summary>
    public FrozenSet<string>? Keywords { get; init; }

    /// <summary>The string formats that it takes; null: all.</summary>
    public FrozenSet<string>? Formats { get; init; }

    /// <summary>The only values that it takes of a keyword.</summary>
    public FrozenDictionary<string, long[]> Values { get; init; } = FrozenDictionary<string, long[]>.Empty;

    /// <summary>The types of values that may stand in <c>enum</c> and <c>const</c>; null: all.</summary>
    public FrozenSet<string>? Literals { get; init; }

    /// <summary>What a <c>pattern</c> must not use.</summary>
    public PatternFeatures Patterns { get; init; }

    /// <summary>Whether <c>type</c> may be a list.</summary>
    public bool TypeLists { get; init; } = true;

    /// <summary>Whether each schema has to say what type it is, so that there is no schema for anything.</summary>
    public bool NeedsType { get; init; }

    /// <summary>Whether the schema as a whole has to be an object's, and no choice between several.</summary>
    public bool RootIsObject { get; init; }

    /// <summary>Whether nothing may stand beside <c>$ref</c>.</summary>
    public bool RefsStandAlone { get; init; }

    /// <summary>Whether <c>allOf</c> may hold <c>$ref</c>.</summary>
    public bool RefsInAllOf { get; init; } = true;

    /// <summary>Where a schema may contain itself.</summary>
    public RecursionRule Recursion { get; init; }

    /// <summary>Whether each object must forbid properties that it does not list.</summary>
    public bool ClosedObjects { get; init; }

    /// <summary>How many of an object's properties have to be required.</summary>
    public RequiredDemand Required { get; init; }

    /// <summary>Most properties altogether.</summary>
    public int MaxProperties { get; init; } = int.MaxValue;

    /// <summary>Deepest nesting of objects below the outermost.</summary>
    public int MaxObjectDepth { get; init; } = int.MaxValue;

    /// <summary>Most values of all <c>enum</c> together.</summary>
    public int MaxEnumValues { get; init; } = int.MaxValue;

    /// <summary>Most characters of property names, definition names, <c>enum</c> and <c>const</c> values together.</summary>
    public int MaxNameCharacters { get; init; } = int.MaxValue;

    /// <summary>Most properties that are not required, altogether.</summary>
    public int MaxOptionalProperties { get; init; } = int.MaxValue;

    /// <summary>Most schemas with <c>anyOf</c> or a list of types.</summary>
    public int MaxUnions { get; init; } = int.MaxValue;

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.Ordinal);
}
