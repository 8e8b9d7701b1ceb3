using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using HybridAi.Core.Resilience;

namespace HybridAi.Gateway.Errors;

/// <summary>Writes errors in OpenAI's shape: <c>{"error":{"message","type","param","code"}}</c>.</summary>
internal static class OpenAiErrorWriter
{
    // It is JSON, never HTML: quotes and dashes stay readable.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers a request with an error.</summary>
    public static async Task WriteAsync(HttpContext http, GatewayError error)
    {
        var (status, _, _) = OpenAiErrorShape.Of(error);
        var body = Body(error);
        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        if (error.Provider?.RetryAfter is { } retryAfter && IsHeaderText(retryAfter))
            response.Headers.RetryAfter = retryAfter;
        if (status == StatusCodes.Status401Unauthorized && error.Provider is null)
            response.Headers.WWWAuthenticate = "Bearer";
        await response.Body.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>The error as a JSON object; a provider's own body where it already has the shape.</summary>
    public static ReadOnlyMemory<byte> Body(GatewayError error)
    {
        if (error.Provider is { Body: { } own, Cause: not FailureCause.Authentication })
            return own;
        var (_, type, code) = OpenAiErrorShape.Of(error);
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("message", MessageOf(error));
            json.WriteString("type", type);
            json.WriteString("param", error.Param);
            json.WriteString("code", code);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    // A caller would take a bare "invalid API key" for its own.
    private static string MessageOf(GatewayError error) => error.Provider?.Cause == FailureCause.Authentication
        ? $"The provider {error.ProviderName} refused the gateway's key for it (not yours); an administrator has to set a valid one. It said: {error.Message}"
        : error.Message;

    private static bool IsHeaderText(string text) => text.All(character => character is >= ' ' and < (char)127);
}
