using System.Globalization;
using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Jobs;

/// <summary>What is said about files and jobs in particular.</summary>
internal static class JobErrors
{
    public static ApiError NoFile(string id) => new(ErrorKind.PathNotFound, $"No such File object: {id}", "id");

    public static ApiError NoBatch(string id) => new(ErrorKind.PathNotFound, $"No batch found with id '{id}'.");

    public static ApiError NoJob(string id) => new(ErrorKind.PathNotFound, $"Could not find fine tune: {id}", "fine_tune_id", "fine_tune_not_found");

    /// <summary>Members of an inner object that it may not have.</summary>
    public static ApiError? CheckMembers(JsonElement json, string path, ProviderProfile profile, params string[] known)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return FieldRule.WrongType(path, "an object", json);
        foreach (var member in json.EnumerateObject())
        {
            var at = $"{path}.{member.Name}";
            if (!known.Contains(member.Name, StringComparer.Ordinal))
                return ApiError.Invalid(string.Format(CultureInfo.InvariantCulture, profile.UnknownFieldMessage, at), at, profile.UnknownFieldCode);
        }

        return null;
    }

    /// <summary>At most 16 pairs, names of at most 64 characters, values of at most 512.</summary>
    public static ApiError? CheckMetadata(JsonElement? metadata)
    {
        if (metadata is not { ValueKind: JsonValueKind.Object } pairs)
            return null;
        if (pairs.EnumerateObject().Count() > 16)
            return ApiError.Invalid("Invalid 'metadata': too many properties. Expected an object with at most 16 properties.", "metadata", "object_above_max_properties");
        foreach (var pair in pairs.EnumerateObject())
        {
            if (pair.Name.Length > 64)
                return ApiError.Invalid("Invalid key in 'metadata': string too long. Expected a string with maximum length 64.", "metadata", "string_above_max_length");
            if (pair.Value.GetString()!.Length > 512)
                return ApiError.Invalid($"Invalid 'metadata.{pair.Name}': string too long. Expected a string with maximum length 512.", $"metadata.{pair.Name}", "string_above_max_length");
        }

        return null;
    }

    /// <summary><c>{anchor: "created_at", seconds}</c></summary>
    public static ApiError? CheckExpiry(string? anchor, long? seconds, string path)
    {
        if (anchor != "created_at")
            return FieldRule.WrongChoice($"{path}.anchor", anchor, ["created_at"]);
        return seconds is >= 3_600 and <= 2_592_000
            ? null
            : ApiError.Invalid($"Invalid '{path}.seconds': expected an integer from 3600 to 2592000.", $"{path}.seconds", "invalid_value");
    }
}
