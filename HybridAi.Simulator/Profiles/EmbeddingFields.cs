using System.Collections.Frozen;

namespace HybridAi.Simulator.Profiles;

/// <summary>The fields of an embedding request that each provider knows.</summary>
internal static class EmbeddingFields
{
    private static readonly FieldRule Encoding = new(FieldKind.Choice) { Choices = ["float", "base64"] };
    private static readonly FieldRule Dimensions = new(FieldKind.Integer) { Min = 1 };
    private static readonly FieldRule Model = new(FieldKind.Text) { Nullable = false };
    private static readonly FieldRule Input = new(FieldKind.Any) { Nullable = false };

    public static readonly FrozenDictionary<string, FieldRule> OpenAi = new Dictionary<string, FieldRule>
    {
        ["model"] = Model,
        ["input"] = Input,
        ["encoding_format"] = Encoding,
        ["dimensions"] = Dimensions,
        ["user"] = new(FieldKind.Text),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static readonly FrozenDictionary<string, FieldRule> Mistral = new Dictionary<string, FieldRule>
    {
        ["model"] = Model,
        ["input"] = Input,
        ["encoding_format"] = Encoding,
        ["output_dimension"] = Dimensions,
        ["output_dtype"] = new(FieldKind.Choice) { Choices = ["float", "int8", "uint8", "binary", "ubinary"] },
        ["metadata"] = new(FieldKind.Object),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Cohere's own <c>/v2/embed</c>.</summary>
    public static readonly FrozenDictionary<string, FieldRule> Cohere = new Dictionary<string, FieldRule>
    {
        ["model"] = Model,
        ["input_type"] = new(FieldKind.Choice) { Choices = ["search_document", "search_query", "classification", "clustering", "image"], Nullable = false },
        ["texts"] = new(FieldKind.Array),
        ["images"] = new(FieldKind.Array),
        ["inputs"] = new(FieldKind.Array),
        ["max_tokens"] = new(FieldKind.Integer) { Min = 1 },
        ["output_dimension"] = Dimensions,
        ["embedding_types"] = new(FieldKind.Array),
        ["truncate"] = new(FieldKind.Choice) { Choices = ["NONE", "START", "END"] },
        ["priority"] = new(FieldKind.Integer) { Min = 0, Max = 999 },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Cohere's <c>/v2/rerank</c>.</summary>
    public static readonly FrozenDictionary<string, FieldRule> CohereRerank = new Dictionary<string, FieldRule>
    {
        ["model"] = Model,
        ["query"] = new(FieldKind.Text) { Nullable = false },
        ["documents"] = new(FieldKind.Array) { Nullable = false },
        ["top_n"] = new(FieldKind.Integer) { Min = 1 },
        ["max_tokens_per_doc"] = new(FieldKind.Integer) { Min = 1 },
        ["priority"] = new(FieldKind.Integer) { Min = 0, Max = 999 },
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Cohere's compatible endpoint: no sizes.</summary>
    public static readonly FrozenDictionary<string, FieldRule> CohereCompatible = new Dictionary<string, FieldRule>
    {
        ["model"] = Model,
        ["input"] = Input,
        ["encoding_format"] = Encoding,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
