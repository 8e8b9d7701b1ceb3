using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Requests;

/// <summary>Checks of fields that need no knowledge of the rest of the request.</summary>
internal static class RequestFields
{
    /// <summary>Checks every field of the body against the provider's table.</summary>
    public static ApiError? Check(JsonElement body, FrozenDictionary<string, FieldRule> rules, ProviderProfile profile)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return ApiError.Invalid("The request body must be a JSON object.");
        foreach (var field in body.EnumerateObject())
        {
            if (rules.TryGetValue(field.Name, out var rule))
            {
                if (rule.Check(field.Name, field.Value) is { } error)
                    return error;
            }
            else if (profile.UnknownFields == UnknownFields.Refuse)
            {
                return ApiError.Invalid(
                    string.Format(CultureInfo.InvariantCulture, profile.UnknownFieldMessage, field.Name), field.Name, profile.UnknownFieldCode);
            }
        }

        return null;
    }

    public static ApiError Missing(ProviderProfile profile, string path) =>
        ApiError.Invalid(string.Format(CultureInfo.InvariantCulture, profile.MissingFieldMessage, path), path, profile.MissingFieldCode);

    /// <summary>A field that is there and not null.</summary>
    public static JsonElement? Get(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static bool? Flag(JsonElement body, string name) =>
        Get(body, name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : null;

    public static string? Text(JsonElement body, string name) =>
        Get(body, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static long? Integer(JsonElement body, string name) =>
        Get(body, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public static double? Number(JsonElement body, string name) =>
        Get(body, name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null;
}
