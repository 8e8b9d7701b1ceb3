using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HybridAi.Core.Resilience;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Cohere;

/// <summary>Reads errors: <c>{"message":…,"id":…}</c>, by the statuses of Cohere's errors page and OpenAPI file.</summary>
internal static class CohereErrors
{
    private const int LongestText = 1000;

    public static ProviderError Read(int status, HttpResponseHeaders headers, ReadOnlySpan<byte> body)
    {
        var message = MessageIn(body) ?? PlainText(body) ?? $"The provider answered {status} without a message.";
        return new ProviderError
        {
            Cause = Classify(status, message),
            Status = status,
            Message = message,
            RetryAfter = headers.TryGetValues("Retry-After", out var values) ? values.First() : null,
        };
    }

    /// <summary>Reads an error that came within a stream, or a whole answer that is none.</summary>
    public static ProviderError ReadInAnswer(ReadOnlySpan<byte> data)
    {
        var next = new CohereEvent(data);
        var answer = new CohereAnswer(data);
        next.Read(default);
        answer.Read();
        var reason = next.FinishReason ?? answer.FinishReason;
        var message = next.Error ?? answer.Error ?? MessageOf(reason);
        return new ProviderError
        {
            Cause = IsTooLong(message) ? FailureCause.ContextLength : reason == "TIMEOUT" ? FailureCause.ProviderTimeout : FailureCause.ServerError,
            Message = message,
            Type = reason,
        };
    }

    /// <summary>What to say of an answer that failed without a message.</summary>
    public static string MessageOf(string? reason) => reason == "TIMEOUT"
        ? "The provider ended its answer because it took too long."
        : "The provider ended its answer with an error and without a message.";

    private static FailureCause Classify(int status, string message) => status switch
    {
        >= 300 and < 400 => FailureCause.ForbiddenAddress,
        401 => FailureCause.Authentication,
        402 => FailureCause.Quota,
        403 => FailureCause.Permission,
        404 => FailureCause.NotFound,
        408 or 504 => FailureCause.ProviderTimeout,
        // Trial keys have a number of calls a month; waiting does not help.
        429 => message.Contains("month", StringComparison.OrdinalIgnoreCase) ? FailureCause.Quota : FailureCause.RateLimit,
        // A token on its deny list; another model may be asked in vain too.
        498 => FailureCause.ContentFilter,
        499 => FailureCause.ServerError,
        503 => FailureCause.Overload,
        >= 500 => FailureCause.ServerError,
        _ => IsTooLong(message) ? FailureCause.ContextLength : FailureCause.BadRequest,
    };

    // "too many tokens: size limit exceeded by 11326 tokens."
    private static bool IsTooLong(string message) => message.StartsWith("too many tokens", StringComparison.OrdinalIgnoreCase);

    private static string? MessageIn(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (CohereJson.NextName(ref reader))
            {
                if (reader.Is("message"u8) && CohereJson.Text(ref reader) is { Length: > 0 } message)
                    return message;
                if (reader.TokenType == JsonTokenType.PropertyName)
                    CohereJson.Pass(ref reader);
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is no Unicode: the caller gets it as text.
        }

        return null;
    }

    private static string? PlainText(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestText)]).Trim();
        return text.Length == 0 || text[0] is '<' or '{' ? null : text;
    }
}
