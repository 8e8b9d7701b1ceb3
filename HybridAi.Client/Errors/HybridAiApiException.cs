using System.Net;

namespace HybridAi.Client.Errors;

/// <summary>The API answered with an error, or with something that is not its own.</summary>
public sealed class HybridAiApiException(HttpStatusCode status, string? code, string message, string? param = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The cause for programs, such as <c>invalid_api_key</c>; null if the answer named none.</summary>
    public string? Code { get; } = code;

    /// <summary>The field or parameter that caused it, or null.</summary>
    public string? Param { get; } = param;
}
