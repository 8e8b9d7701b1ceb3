using System.Text.Json;
using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>What is said about responses requests in particular.</summary>
internal static class ResponseErrors
{
    public static ApiError UnknownField(string path) => ApiError.Invalid($"Unknown parameter: '{path}'.", path, "unknown_parameter");

    public static ApiError Missing(string path) => ApiError.Invalid($"Missing required parameter: '{path}'.", path, "missing_required_parameter");

    /// <summary>An object has a member that it may not have.</summary>
    public static ApiError? CheckMembers(JsonElement json, string path, string[] known)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (!known.Contains(member.Name, StringComparer.Ordinal))
                return UnknownField($"{path}.{member.Name}");
        }

        return null;
    }

    public static ApiError ItemNotFound(string id) => new(
        ErrorKind.InvalidRequest,
        $"Item with id '{id}' not found. Items are not persisted when `store` is set to false. Try again with `store` set to true, or remove this item from your input.",
        "input")
    {
        Status = 404,
    };

    public static ApiError ResponseNotFound(string id) => new(ErrorKind.InvalidRequest, $"Response with id '{id}' not found.") { Status = 404 };
}
