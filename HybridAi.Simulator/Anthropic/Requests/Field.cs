using System.Text.Json;
using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Anthropic.Requests;

internal enum FieldType
{
    Any,
    Text,
    Integer,
    Number,
    Flag,
    Object,
    List,

    /// <summary>A text or a list.</summary>
    Content,
}

/// <summary>One field of an object on the wire, and what it may hold. What is wrong is said in the words of the provider's validator.</summary>
internal sealed record Field(string Name, FieldType Type, bool Required = false)
{
    public bool Nullable { get; init; }

    public string[] Choices { get; init; } = [];

    public double Min { get; init; } = double.NegativeInfinity;

    public double Max { get; init; } = double.PositiveInfinity;

    public ApiError? Check(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.Null && Nullable)
            return null;
        return Type switch
        {
            FieldType.Text when value.ValueKind != JsonValueKind.String => Wrong(path, "Input should be a valid string"),
            FieldType.Text when Choices.Length > 0 && !Choices.Contains(value.GetString(), StringComparer.Ordinal) => Wrong(path, $"Input should be {Either(Choices)}"),
            FieldType.Integer when value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out _) => Wrong(path, "Input should be a valid integer"),
            FieldType.Number when value.ValueKind != JsonValueKind.Number || !double.IsFinite(value.GetDouble()) => Wrong(path, "Input should be a valid number"),
            FieldType.Integer or FieldType.Number => CheckRange(value.GetDouble(), path),
            FieldType.Flag when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) => Wrong(path, "Input should be a valid boolean"),
            FieldType.Object when value.ValueKind != JsonValueKind.Object => Wrong(path, "Input should be an object"),
            FieldType.List when value.ValueKind != JsonValueKind.Array => Wrong(path, "Input should be a valid list"),
            FieldType.Content when value.ValueKind is not (JsonValueKind.String or JsonValueKind.Array) => Wrong(path, "Input should be a valid string or a valid list"),
            _ => null,
        };
    }

    /// <summary>Checks that a value is an object with these fields and no others.</summary>
    /// <param name="value">The value.</param>
    /// <param name="path">Where it is; "" for the body.</param>
    /// <param name="fields">What it may hold.</param>
    public static ApiError? CheckAll(JsonElement value, string path, IReadOnlyList<Field> fields)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Wrong(path.Length == 0 ? "body" : path, "Input should be an object");
        foreach (var field in fields)
        {
            var at = Join(path, field.Name);
            if (value.TryGetProperty(field.Name, out var given))
            {
                if (field.Check(given, at) is { } error)
                    return error;
            }
            else if (field.Required)
            {
                return Wrong(at, "Field required");
            }
        }

        foreach (var member in value.EnumerateObject())
        {
            if (!fields.Any(field => field.Name == member.Name))
                return Wrong(Join(path, member.Name), "Extra inputs are not permitted");
        }

        return null;
    }

    public static ApiError Wrong(string path, string message) => ApiError.Invalid($"{path}: {message}", path);

    /// <summary>A value's <c>type</c> is none of those that are known here.</summary>
    public static ApiError WrongTag(string path, string? tag, IEnumerable<string> known) => tag is null
        ? Wrong($"{path}.type", "Field required")
        : Wrong(path, $"Input tag '{tag}' found using 'type' does not match any of the expected tags: {string.Join(", ", known.Select(each => $"'{each}'"))}");

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private ApiError? CheckRange(double number, string path)
    {
        if (number < Min)
            return Wrong(path, $"Input should be greater than or equal to {Min}");
        return number > Max ? Wrong(path, $"Input should be less than or equal to {Max}") : null;
    }

    private static string Either(string[] choices) => choices.Length == 1
        ? $"'{choices[0]}'"
        : $"{string.Join(", ", choices[..^1].Select(each => $"'{each}'"))} or '{choices[^1]}'";
}
