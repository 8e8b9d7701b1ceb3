using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using HybridAi.Core.Chat;
using HybridAi.Core.Resilience;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Gemini;

/// <summary>Reads Google's error object (google.rpc.Status as JSON), also in a list of one, and judges it by its status' name, its reason and its quota.</summary>
internal static class GeminiErrors
{
    private const int LongestText = 1000;

    public static ProviderError Read(int status, HttpResponseHeaders headers, ReadOnlySpan<byte> body)
    {
        var fields = GeminiErrorFields.Of(body);
        return Describe(status, fields, TextOf(body) ?? $"The provider answered {status} without a message.") with
        {
            RetryAfter = headers.TryGetValues("Retry-After", out var values) ? values.First() : Seconds(fields.RetryDelay),
        };
    }

    public static ProviderError ReadInStream(ReadOnlySpan<byte> data)
    {
        var fields = GeminiErrorFields.Of(data);
        return Describe(fields.HttpStatus, fields, "The provider reported an error without a message.") with { RetryAfter = Seconds(fields.RetryDelay) };
    }

    /// <summary>The error that stands in a response.</summary>
    /// <param name="json">The value of its field <c>error</c>.</param>
    /// <returns>The error, or null if the field says that there is none.</returns>
    public static ChatError? ToError(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
            return null;
        var fields = GeminiErrorFields.OfError(json);
        return new ChatError(fields.Message ?? "The provider reported an error without a message.")
        {
            Status = fields.HttpStatus == 0 ? null : fields.HttpStatus,
            Type = fields.StatusName,
            Code = fields.Reason,
            Param = fields.Field,
            RetryAfter = fields.RetryDelay,
            Body = new Verbatim(json.ToArray()),
        };
    }

    private static ProviderError Describe(int status, GeminiErrorFields fields, string otherwise) => new()
    {
        Cause = Classify(status, fields),
        Status = status,
        Message = fields.Message ?? otherwise,
        Type = fields.StatusName,
        Code = fields.Reason,
        Param = fields.Field,
    };

    private static FailureCause Classify(int status, GeminiErrorFields fields)
    {
        if (status is >= 300 and < 400)
            return FailureCause.ForbiddenAddress;
        // A bad key is INVALID_ARGUMENT or PERMISSION_DENIED to Google.
        if (fields.Reason == "API_KEY_INVALID" || Mentions(fields.Message, "unregistered callers") || Mentions(fields.Message, "reported as leaked"))
            return FailureCause.Authentication;
        return fields.StatusName switch
        {
            "INVALID_ARGUMENT" or "FAILED_PRECONDITION" or "OUT_OF_RANGE" => OfBadRequest(fields),
            "UNAUTHENTICATED" => FailureCause.Authentication,
            "PERMISSION_DENIED" => FailureCause.Permission,
            "NOT_FOUND" => FailureCause.NotFound,
            "RESOURCE_EXHAUSTED" => OfQuota(fields),
            "INTERNAL" or "UNKNOWN" or "DATA_LOSS" or "ABORTED" or "CANCELLED" => FailureCause.ServerError,
            "UNAVAILABLE" => FailureCause.Overload,
            "DEADLINE_EXCEEDED" => FailureCause.ProviderTimeout,
            _ => OfStatus(status, fields),
        };
    }

    private static FailureCause OfStatus(int status, GeminiErrorFields fields) => status switch
    {
        401 => FailureCause.Authentication,
        402 => FailureCause.Quota,
        403 => FailureCause.Permission,
        404 => FailureCause.NotFound,
        408 or 504 => FailureCause.ProviderTimeout,
        409 or 499 => FailureCause.ServerError,
        429 => OfQuota(fields),
        503 => FailureCause.Overload,
        0 or >= 500 => FailureCause.ServerError,
        _ => OfBadRequest(fields),
    };

    private static FailureCause OfBadRequest(GeminiErrorFields fields) =>
        Mentions(fields.Message, "input token count") || Mentions(fields.Message, "exceeds the maximum number of tokens")
            ? FailureCause.ContextLength
            : FailureCause.BadRequest;

    // A quota of the day, or none at all, does not come back by waiting a little.
    private static FailureCause OfQuota(GeminiErrorFields fields) => fields.IsQuotaSpent ? FailureCause.Quota : FailureCause.RateLimit;

    private static string? Seconds(TimeSpan? delay) =>
        delay is { } wait ? Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture) : null;

    private static bool Mentions(string? message, string text) => message?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;

    private static string? TextOf(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestText)]).Trim();
        return text.Length == 0 || text.StartsWith('<') ? null : text;
    }
}
