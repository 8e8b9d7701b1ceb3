using System.Collections.Frozen;
using System.Text.Json;
using HybridAi.Simulator.Errors;

namespace HybridAi.Simulator.Anthropic;

/// <summary>Anthropic's errors: <c>{type:"error", error:{type,message}, request_id}</c>, the type by the status.</summary>
internal static class AnthropicErrors
{
    private const string Invalid = "invalid_request_error";

    public static readonly ErrorShape Shape = new(
        new Dictionary<ErrorKind, ErrorRow>
        {
            [ErrorKind.Validation] = new(400, Invalid),
            [ErrorKind.InvalidRequest] = new(400, Invalid),
            [ErrorKind.InvalidJson] = new(400, Invalid),
            [ErrorKind.UnsupportedMediaType] = new(400, Invalid),
            [ErrorKind.ContextLength] = new(400, Invalid),
            [ErrorKind.ContentFilter] = new(400, Invalid),
            [ErrorKind.MissingKey] = new(401, "authentication_error"),
            [ErrorKind.BadKey] = new(401, "authentication_error"),
            [ErrorKind.Permission] = new(403, "permission_error"),
            [ErrorKind.ModelNotFound] = new(404, "not_found_error"),
            [ErrorKind.PathNotFound] = new(404, "not_found_error"),
            [ErrorKind.MethodNotAllowed] = new(405, Invalid),
            [ErrorKind.BodyTooLarge] = new(413, "request_too_large"),
            [ErrorKind.Quota] = new(402, "billing_error"),
            [ErrorKind.RateLimit] = new(429, "rate_limit_error"),
            [ErrorKind.Timeout] = new(504, "timeout_error"),
            [ErrorKind.ServerError] = new(500, "api_error"),
            [ErrorKind.BadGateway] = new(502, "api_error"),
            [ErrorKind.Overloaded] = new(529, "overloaded_error"),
        }.ToFrozenDictionary(),
        WriteBody);

    private static void WriteBody(Utf8JsonWriter json, ApiError error, ErrorRow row)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "error"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("type"u8, error.Status is { } status ? TypeOf(status) : row.Type);
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
        if (error.RequestId is { } id)
            json.WriteString("request_id"u8, id);
        json.WriteEndObject();
    }

    // A script may ask for any status.
    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        409 => "conflict_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        >= 500 => "api_error",
        _ => Invalid,
    };
}
