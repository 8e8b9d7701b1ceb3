using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HybridAi.Client.Errors;
using HybridAi.Client.Serialization;
using Microsoft.AspNetCore.Http.Metadata;

namespace HybridAi.Gateway.Endpoints.Management;

/// <summary>An answer of the management API that says what went wrong and how to mend it.</summary>
internal sealed class ApiError(int status, string code, string message, string? param = null) : IResult, IEndpointMetadataProvider, IStatusCodeHttpResult
{
    // It is JSON, never HTML: quotes stay readable, as in the errors of inference.
    private static readonly JsonTypeInfo<ErrorDocument> Readable = (JsonTypeInfo<ErrorDocument>)new JsonSerializerOptions(HybridAiJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    }.GetTypeInfo(typeof(ErrorDocument));

    public int Status { get; } = status;

    public string Code { get; } = code;

    public string? Param { get; } = param;

    public string Message { get; } = message;

    int? IStatusCodeHttpResult.StatusCode => Status;

    public static ApiError Invalid(string param, string problem) =>
        new(StatusCodes.Status400BadRequest, "invalid_value", $"'{param}' {problem}.", param);

    public static ApiError NotFound(string kind, string id) =>
        new(StatusCodes.Status404NotFound, "not_found", $"There is no {kind} '{Shorten(id)}' that this key can see.");

    public static ApiError Forbidden(string message) => new(StatusCodes.Status403Forbidden, "insufficient_role", message);

    public static ApiError Conflict(string code, string message, string? param = null) =>
        new(StatusCodes.Status409Conflict, code, message, param);

    public static ApiError Stale(string kind) =>
        Conflict("stale_revision", $"The {kind} was changed in the meantime. Read it again, apply your change to what you then see, and send its new revision.", "revision");

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        int[] statuses = [400, 401, 403, 404, 409];
        foreach (var status in statuses)
            builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ErrorDocument), ["application/json"]));
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        return response.WriteAsJsonAsync(
            new ErrorDocument(new ErrorDetail(Message, TypeOf(Status), Code, Param)), Readable,
            cancellationToken: httpContext.RequestAborted);
    }

    /// <summary>What the caller sent is repeated only so far.</summary>
    internal static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";

    private static string TypeOf(int status) => status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        409 => "conflict_error",
        429 => "rate_limit_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
