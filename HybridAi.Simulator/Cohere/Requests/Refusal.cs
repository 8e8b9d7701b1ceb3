using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Cohere.Requests;

/// <summary>The words for what is wrong with a request: 400 for what cannot be, 422 for what is not known.</summary>
internal static class Refusal
{
    private const string Reference = "For proper usage, please refer to https://docs.cohere.com/reference/";

    public static ApiError Invalid(string what, string? path = null) => new(ErrorKind.InvalidRequest, $"invalid request: {what}.", path);

    public static ApiError Unknown(string field, string page = "chat") =>
        ApiError.Invalid($"unknown field: parameter '{field}' is not a valid field. {Reference}{page}", field);
}
