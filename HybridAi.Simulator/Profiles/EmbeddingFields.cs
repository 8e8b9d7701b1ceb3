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
}
