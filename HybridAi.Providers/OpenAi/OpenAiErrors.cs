using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using HybridAi.Core.Resilience;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.OpenAi;

/// <summary>
/// Reads the error bodies of this format's providers: OpenAI's object, OpenRouter's with a numeric code, Mistral's flat object and its
/// <c>detail</c> list, Google's one-element array, plain text.
/// </summary>
internal static class OpenAiErrors
{
    private const int LongestText = 1000;

    public static ProviderError Read(int status, HttpResponseHeaders headers, ReadOnlySpan<byte> body)
    {
        var retryAfter = headers.TryGetValues("Retry-After", out var values) ? values.First() : null;
        var fields = ReadFields(body);
        var cause = Classify(status, fields);
        return new ProviderError
        {
            Cause = cause == FailureCause.RateLimit && IsNotInPlan(headers) ? FailureCause.Quota : cause,
            Status = status,
            Message = fields.Message ?? Text(body) ?? $"The provider answered {status} without a message.",
            Type = fields.Type,
            Code = fields.Code,
            Param = fields.Param,
            RetryAfter = retryAfter,
            Body = fields.IsOpenAiShape ? body.ToArray() : null,
            BodyFormat = "openai",
        };
    }

    public static ProviderError ReadInStream(ReadOnlySpan<byte> data)
    {
        var fields = ReadFields(data);
        // OpenRouter and vLLM put the HTTP status that it would have been into the code, Cerebras beside the error.
        var status = int.TryParse(fields.Code, out var code) && code is >= 400 and < 600 ? code : fields.StatusCode;
        return new ProviderError
        {
            Cause = status >= 400 ? Classify(status, fields) : ClassifyByName(fields) ?? FailureCause.ServerError,
            Status = status,
            Message = fields.Message ?? Text(data) ?? "The provider reported an error without a message.",
            Type = fields.Type,
            Code = fields.Code,
            Param = fields.Param,
        };
    }

    private static FailureCause Classify(int status, in ErrorFields fields) => status switch
    {
        >= 300 and < 400 => FailureCause.ForbiddenAddress,
        401 => FailureCause.Authentication,
        402 => FailureCause.Quota,
        403 => ClassifyByName(fields) == FailureCause.ContentFilter ? FailureCause.ContentFilter : FailureCause.Permission,
        404 => FailureCause.NotFound,
        408 or 504 or 524 => FailureCause.ProviderTimeout,
        409 or 424 => FailureCause.ServerError,
        429 or 498 => ClassifyByName(fields) == FailureCause.Quota ? FailureCause.Quota : FailureCause.RateLimit,
        503 or 529 => FailureCause.Overload,
        >= 500 or 499 => FailureCause.ServerError,
        // Some providers answer 400 where others have a status for it: Google for a bad key, Groq and Mistral for an unknown model.
        _ => ClassifyByName(fields) is { } named and (FailureCause.ContextLength or FailureCause.ContentFilter or FailureCause.Authentication
            or FailureCause.NotFound or FailureCause.Quota) ? named : FailureCause.BadRequest,
    };

    // Mistral: a limit of 0 means that the model is not in the account's plan; waiting does not help.
    private static bool IsNotInPlan(HttpResponseHeaders headers) =>
        IsZero(headers, "x-ratelimit-limit-req-minute") || IsZero(headers, "x-ratelimit-limit-tokens-minute");

    private static bool IsZero(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) && values.First() == "0";

    private static FailureCause? ClassifyByName(in ErrorFields fields)
    {
        if (fields.Code == "context_length_exceeded" || Mentions(fields.Message, "context length") || Mentions(fields.Message, "too many tokens"))
            return FailureCause.ContextLength;
        if (fields.Code is "content_filter" or "content_policy_violation" or "bio_policy")
            return FailureCause.ContentFilter;
        if (fields.Type == "insufficient_quota" || fields.Code is "insufficient_quota" or "credit_balance_exhausted" or "billing_hard_limit_reached")
            return FailureCause.Quota;
        if (fields.Code is "invalid_api_key" or "API_KEY_INVALID" || fields.Type == "authentication_error")
            return FailureCause.Authentication;
        if (fields.Code is "model_not_found" or "model_decommissioned" or "unknown_model" or "DeploymentNotFound"
            || fields.Type is "unknown_model" or "not_found_error")
            return FailureCause.NotFound;
        if (fields.Code is "rate_limit_exceeded" or "slow_down" || fields.Type == "rate_limit_error")
            return FailureCause.RateLimit;
        if (fields.Code == "server_is_overloaded" || fields.Type is "service_unavailable_error" or "overloaded_error")
            return FailureCause.Overload;
        return fields.Type == "invalid_request_error" || fields.Code == "invalid_prompt" ? FailureCause.BadRequest : null;
    }

    private static bool Mentions(string? message, string text) => message?.Contains(text, StringComparison.OrdinalIgnoreCase) == true;

    private static ErrorFields ReadFields(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            var fields = ErrorFields.From(document.RootElement);
            // What passes as it is must be whole and clean.
            return fields with { IsOpenAiShape = fields.IsOpenAiShape && IsBlank(body[(int)reader.BytesConsumed..]) && Utf8.IsValid(body) };
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is no Unicode: the caller gets it as text.
            return default;
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> rest) => rest.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    private static string? Text(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestText)]).Trim();
        return text.Length == 0 || text.StartsWith('<') ? null : text;
    }
}
