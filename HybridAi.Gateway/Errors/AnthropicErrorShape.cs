using System.Buffers;
using System.Text.Json;
using HybridAi.Core.Resilience;
using HybridAi.Gateway.Dialects.Messages;

namespace HybridAi.Gateway.Errors;

/// <summary>
/// The one place that maps failures to Anthropic's statuses and types; written as
/// <c>{"type":"error","error":{"type","message"},"request_id"}</c>. Statuses that it has no type for take that of their class.
/// </summary>
internal sealed class AnthropicErrorShape : IErrorShape
{
    public static readonly AnthropicErrorShape Instance = new();

    private const int StatusNoCredit = 402;
    private const int StatusOverloaded = 529;

    public string Format => "anthropic";

    // Clients try again on 429, which is no use where credit is lacking.
    public int StatusOf(GatewayError error) => error.Provider?.Cause switch
    {
        FailureCause.Overload => StatusOverloaded,
        FailureCause.Quota => StatusNoCredit,
        _ when error.Code == GatewayErrorCode.BudgetExhausted => StatusNoCredit,
        _ => OpenAiErrorShape.Of(error).Status,
    };

    public ReadOnlyMemory<byte> Body(GatewayError error, Guid? requestId)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, ErrorWriter.Readable))
        {
            json.WriteStartObject();
            json.WriteString("type", "error");
            json.WriteStartObject("error");
            json.WriteString("type", TypeOf(error));
            json.WriteString("message", ErrorWriter.MessageOf(error));
            MessagesThreads.WriteDetails(json, error);
            json.WriteEndObject();
            if (requestId is { } id)
                json.WriteString("request_id", id);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    public byte[] StreamEvent(GatewayError error, Guid? requestId) => [.. "event: error\ndata: "u8, .. Body(error, requestId).Span, .. "\n\n"u8];

    private string TypeOf(GatewayError error) => StatusOf(error) switch
    {
        401 => "authentication_error",
        StatusNoCredit => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        409 => "conflict_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        408 or 504 => "timeout_error",
        503 or StatusOverloaded => "overloaded_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
