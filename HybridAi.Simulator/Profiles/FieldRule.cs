using System.Text.Json;
using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Profiles;

internal enum FieldKind
{
    Any,
    Boolean,
    Integer,
    Number,
    Text,
    Choice,
    Object,
    Array,

    /// <summary>An object whose values are texts.</summary>
    TextMap,
}

/// <summary>What one request field may hold.</summary>
internal sealed record FieldRule(FieldKind Kind)
{
    public double Min { get; init; } = double.NegativeInfinity;

    public double Max { get; init; } = double.PositiveInfinity;

    public string[] Choices { get; init; } = [];

    public bool Nullable { get; init; } = true;

    /// <summary>Accepted and without effect.</summary>
    public bool Ignored { get; init; }

    /// <summary>Not offered: anything but null is refused.</summary>
    public bool Refused { get; init; }

    public ApiError? Check(string path, JsonElement value)
    {
        if (Ignored || (value.ValueKind == JsonValueKind.Null && Nullable))
            return null;
        if (Refused && value.ValueKind == JsonValueKind.False)
            return null;
        if (Refused)
            return new ApiError(ErrorKind.InvalidRequest, $"'{path}' is not supported.", path, "unsupported_parameter");
        return Kind switch
        {
            FieldKind.Boolean when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) => WrongType(path, "a boolean", value),
            FieldKind.Integer => CheckInteger(path, value),
            FieldKind.Number => CheckNumber(path, value),
            FieldKind.Text when value.ValueKind != JsonValueKind.String => WrongType(path, "a string", value),
            FieldKind.Text => CheckLength(path, value),
            FieldKind.Choice => CheckChoice(path, value),
            FieldKind.Object when value.ValueKind != JsonValueKind.Object => WrongType(path, "an object", value),
            FieldKind.Array when value.ValueKind != JsonValueKind.Array => WrongType(path, "an array", value),
            FieldKind.TextMap => CheckTextMap(path, value),
            _ => null,
        };
    }

    public static ApiError WrongType(string path, string expected, JsonElement value) =>
        ApiError.Invalid($"Invalid type for '{path}': expected {expected}, but got {Describe(value)} instead.", path, "invalid_type");

    public static ApiError WrongChoice(string path, string? got, string[] choices) =>
        ApiError.Invalid($"Invalid value: '{got}'. Supported values are: {string.Join(", ", choices.Select(choice => $"'{choice}'"))}.", path, "invalid_value");

    private ApiError? CheckInteger(string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
            return WrongType(path, "an integer", value);
        if (!value.TryGetInt64(out var number))
            return WrongType(path, "an integer", value);
        if (number < Min)
            return ApiError.Invalid($"Invalid '{path}': integer below minimum value. Expected a value >= {Min}, but got {number} instead.", path, "integer_below_min_value");
        return number > Max
            ? ApiError.Invalid($"Invalid '{path}': integer above maximum value. Expected a value <= {Max}, but got {number} instead.", path, "integer_above_max_value")
            : null;
    }

    private ApiError? CheckNumber(string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
            return WrongType(path, "a decimal", value);
        var number = value.GetDouble();
        if (!double.IsFinite(number))
            return ApiError.Invalid($"Invalid '{path}': the number is too large.", path, "invalid_value");
        if (number < Min)
            return ApiError.Invalid($"Invalid '{path}': decimal below minimum value. Expected a value >= {Min}, but got {number} instead.", path, "decimal_below_min_value");
        return number > Max
            ? ApiError.Invalid($"Invalid '{path}': decimal above maximum value. Expected a value <= {Max}, but got {number} instead.", path, "decimal_above_max_value")
            : null;
    }

    private ApiError? CheckLength(string path, JsonElement value) =>
        !double.IsInfinity(Max) && value.GetString()!.Length > Max
            ? ApiError.Invalid($"Invalid '{path}': string too long. Expected a string with maximum length {Max}.", path, "string_above_max_length")
            : null;

    private ApiError? CheckChoice(string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return WrongType(path, $"one of {string.Join(", ", Choices.Select(choice => $"'{choice}'"))}", value);
        return Choices.Contains(value.GetString(), StringComparer.Ordinal) ? null : WrongChoice(path, value.GetString(), Choices);
    }

    private static ApiError? CheckTextMap(string path, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return WrongType(path, "an object", value);
        foreach (var member in value.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.String)
                return WrongType($"{path}.{member.Name}", "a string", member.Value);
        }

        return null;
    }

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "a string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "an integer" : "a decimal",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "an array",
        _ => "an object",
    };
}
