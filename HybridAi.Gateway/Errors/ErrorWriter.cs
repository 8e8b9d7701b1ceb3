using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using HybridAi.Core.Resilience;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Errors;

/// <summary>Answers requests with errors, in the shape of the dialect that they came in.</summary>
internal static class ErrorWriter
{
    private static readonly TimeSpan WorthRetrying = TimeSpan.FromMinutes(1);

    // It is JSON, never HTML: quotes and dashes stay readable.
    public static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The shape in which callers of an API expect errors.</summary>
    public static IErrorShape ShapeOf(InferenceApi api) => api switch
    {
        InferenceApi.Messages or InferenceApi.CountTokens => AnthropicErrorShape.Instance,
        InferenceApi.Responses => ResponsesErrorShape.Instance,
        _ => OpenAiErrorShape.Instance,
    };

    /// <summary>Answers a request with an error.</summary>
    public static async Task WriteAsync(HttpContext http, GatewayError error, IErrorShape shape, Guid? requestId = null)
    {
        var status = shape.StatusOf(error);
        var body = BodyOf(error, shape, requestId);
        var response = http.Response;
        RequestIds.Tag(http, http.RequestServices.GetRequiredService<TimeProvider>());
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        if (error.Provider?.RetryAfter is { } retryAfter && IsPrintable(retryAfter))
            response.Headers.RetryAfter = retryAfter;
        else if (error.RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        // The official clients try again on 429, within seconds; it is of no use before a budget begins anew.
        if (error.Code == GatewayErrorCode.BudgetExhausted && !(error.RetryAfter < WorthRetrying))
            response.Headers["x-should-retry"] = "false";
        if (status == StatusCodes.Status401Unauthorized && error.Provider is null)
            response.Headers.WWWAuthenticate = "Bearer";
        await response.Body.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>The error as a JSON object; a provider's own body where it already has the shape.</summary>
    public static ReadOnlyMemory<byte> BodyOf(GatewayError error, IErrorShape shape, Guid? requestId) =>
        error.Provider is { Body: { } own, Cause: not FailureCause.Authentication } provider && provider.BodyFormat == shape.Format
            ? own
            : shape.Body(error, requestId);

    /// <summary>What the caller is told. It would take a bare "invalid API key" for its own, and the provider's text is the operator's business.</summary>
    public static string MessageOf(GatewayError error) => error.Provider?.Cause == FailureCause.Authentication
        ? $"The provider {error.ProviderName} refused the gateway's key for it (not yours); an administrator has to set a valid one."
        : error.Message;

    private static bool IsPrintable(string text) => text.All(character => character is >= ' ' and < (char)127);
}
