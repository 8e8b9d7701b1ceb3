using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using HybridAi.Core.Resilience;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Anthropic;

/// <summary>
/// Reads Anthropic's errors, <c>{"type":"error","error":{"type","message"},"request_id"}</c>, and what stands in front of it and answers
/// in its own words (platform.claude.com, API errors).
/// </summary>
internal static class AnthropicErrors
{
    private const int LongestText = 1000;

    public static ProviderError Read(int status, HttpResponseHeaders headers, ReadOnlySpan<byte> body)
    {
        var retryAfter = headers.TryGetValues("Retry-After", out var values) ? values.First() : null;
        var fields = ReadFields(body);
        return new ProviderError
        {
            Cause = Classify(status, fields, retryAfter is not null),
            Status = status,
            Message = fields.Message ?? Text(body) ?? $"The provider answered {status} without a message.",
            Type = fields.Type,
            RetryAfter = retryAfter,
            Body = fields.IsWhole ? body.ToArray() : null,
            BodyFormat = "anthropic",
        };
    }

    public static ProviderError ReadInStream(ReadOnlySpan<byte> data)
    {
        var fields = ReadFields(data);
        return new ProviderError
        {
            Cause = ClassifyByType(fields),
            Status = StatusOf(fields.Type),
            Message = fields.Message ?? Text(data) ?? "The provider reported an error without a message.",
            Type = fields.Type,
            Body = fields.IsWhole ? data.ToArray() : null,
            BodyFormat = "anthropic",
        };
    }

    /// <summary>The status that an error within a stream would have had; 0 if its type does not tell.</summary>
    public static int StatusOf(string? type) => type switch
    {
        "invalid_request_error" => 400,
        "authentication_error" => 401,
        "billing_error" => 402,
        "permission_error" => 403,
        "not_found_error" => 404,
        "conflict_error" => 409,
        "request_too_large" => 413,
        "rate_limit_error" => 429,
        "api_error" => 500,
        "timeout_error" => 504,
        "overloaded_error" => 529,
        _ => 0,
    };

    private static FailureCause Classify(int status, in Fields fields, bool saysWhen) => status switch
    {
        >= 300 and < 400 => FailureCause.ForbiddenAddress,
        400 => OfBadRequest(fields.Message),
        401 => FailureCause.Authentication,
        402 => FailureCause.Quota,
        403 => FailureCause.Permission,
        404 => FailureCause.NotFound,
        408 or 504 or 524 => FailureCause.ProviderTimeout,
        409 => FailureCause.ServerError,
        // A rate limit says when to come again; the cap on an account's spending does not.
        429 => saysWhen ? FailureCause.RateLimit : FailureCause.Quota,
        503 or 529 => FailureCause.Overload,
        >= 500 => FailureCause.ServerError,
        _ => FailureCause.BadRequest,
    };

    private static FailureCause ClassifyByType(in Fields fields) => fields.Type switch
    {
        "invalid_request_error" => OfBadRequest(fields.Message),
        "request_too_large" => FailureCause.BadRequest,
        "authentication_error" => FailureCause.Authentication,
        "billing_error" => FailureCause.Quota,
        "permission_error" => FailureCause.Permission,
        "not_found_error" => FailureCause.NotFound,
        "rate_limit_error" => FailureCause.RateLimit,
        "timeout_error" => FailureCause.ProviderTimeout,
        "overloaded_error" => FailureCause.Overload,
        _ => FailureCause.ServerError,
    };

    // The type is the same for all of these; only the message tells them apart.
    private static FailureCause OfBadRequest(string? message) =>
        Mentions(message, "prompt is too long") || Mentions(message, "exceed context limit") || Mentions(message, "context window") ? FailureCause.ContextLength
        : Mentions(message, "usage limits") || Mentions(message, "credit balance") ? FailureCause.Quota
        : Mentions(message, "content filtering policy") ? FailureCause.ContentFilter
        : FailureCause.BadRequest;

    private static bool Mentions(string? message, string text) => message?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;

    private static Fields ReadFields(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("error", out var error) || error.ValueKind != JsonValueKind.Object)
                return default;
            var (type, message) = (Member(error, "type"), Member(error, "message"));
            // What passes as it is must be whole and clean.
            var isWhole = type is not null && message is not null && Member(root, "type") == "error"
                && body[(int)reader.BytesConsumed..].IndexOfAnyExcept(" \t\r\n"u8) < 0 && Utf8.IsValid(body);
            return new Fields(type, string.IsNullOrWhiteSpace(message) ? null : message, isWhole);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is no Unicode: the caller gets it as text.
            return default;
        }
    }

    private static string? Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Text(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestText)]).Trim();
        return text.Length == 0 || text.StartsWith('<') ? null : text;
    }

    private readonly record struct Fields(string? Type, string? Message, bool IsWhole);
}
