using System.Globalization;
using System.Text.Json;

namespace HybridAi.Simulator.Gemini.Proto;

/// <summary>Reads members of a message that has been checked, under either of their names.</summary>
internal static class ProtoReader
{
    /// <summary>A field that is there and not null.</summary>
    public static JsonElement? Get(JsonElement message, string name)
    {
        if (message.TryGetProperty(name, out var value) || message.TryGetProperty(ProtoNames.Snake(name), out value))
            return value.ValueKind == JsonValueKind.Null ? null : value;
        return null;
    }

    /// <summary>The members of a repeated field; a single one may come without its list.</summary>
    public static IReadOnlyList<JsonElement> List(JsonElement message, string name) => Get(message, name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray()],
        { } single => [single],
    };

    public static string? Text(JsonElement message, string name) =>
        Get(message, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static IReadOnlyList<string> Texts(JsonElement message, string name) => [.. List(message, name).Select(item => item.GetString() ?? "")];

    public static bool? Flag(JsonElement message, string name) =>
        Get(message, name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    public static long? Integer(JsonElement message, string name) => Get(message, name) is { } value ? ToInteger(value) : null;

    public static double? Number(JsonElement message, string name) => Get(message, name) is { } value ? ToNumber(value) : null;

    /// <summary>A whole number, which may come as text.</summary>
    public static long? ToInteger(JsonElement value) => ToNumber(value) is { } number && number == Math.Floor(number) && Math.Abs(number) < 9e15
        ? (long)number
        : null;

    /// <summary>A number, which may come as text.</summary>
    public static double? ToNumber(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) => number,
        _ => null,
    };
}
