using System.Buffers;
using System.Text.Json;
using HybridAi.Core.Resilience;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Errors;

/// <summary>
/// The one place that maps failures to OpenAI's statuses, types and codes; written as <c>{"error":{"message","type","param","code"}}</c>.
/// </summary>
internal sealed class OpenAiErrorShape : IErrorShape
{
    public static readonly OpenAiErrorShape Instance = new();

    private const string InvalidRequest = "invalid_request_error";
    private const string ServerError = "server_error";

    public string Format => "openai";

    public int StatusOf(GatewayError error) => Of(error).Status;

    public ReadOnlyMemory<byte> Body(GatewayError error, Guid? requestId)
    {
        var (_, type, code) = Of(error);
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, ErrorWriter.Readable))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("message", ErrorWriter.MessageOf(error));
            json.WriteString("type", type);
            json.WriteString("param", error.Param);
            json.WriteString("code", code);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    public byte[] StreamEvent(GatewayError error, Guid? requestId) => [.. "data: "u8, .. Body(error, requestId).Span, .. "\n\n"u8];

    public static (int Status, string Type, string? Code) Of(GatewayError error) => error.Code switch
    {
        GatewayErrorCode.InvalidRequest => (400, InvalidRequest, null),
        GatewayErrorCode.MissingKey => (401, InvalidRequest, "missing_api_key"),
        GatewayErrorCode.InvalidKey => (401, InvalidRequest, "invalid_api_key"),
        GatewayErrorCode.RevokedKey => (401, InvalidRequest, "revoked_api_key"),
        GatewayErrorCode.ExpiredKey => (401, InvalidRequest, "expired_api_key"),
        GatewayErrorCode.RoleNotAllowed => (403, "permission_error", "role_not_allowed"),
        GatewayErrorCode.ModelNotAllowed => (403, "permission_error", "model_not_allowed"),
        GatewayErrorCode.PolicyDenied => (403, "permission_error", "denied_by_key_policy"),
        GatewayErrorCode.ModelNotFound => (404, InvalidRequest, "model_not_found"),
        GatewayErrorCode.NoActiveDeployment => (503, "service_unavailable_error", "no_active_deployment"),
        GatewayErrorCode.RuleNotMet => (403, "permission_error", "routing_rule"),
        GatewayErrorCode.PathNotFound => (404, InvalidRequest, "not_found"),
        GatewayErrorCode.ResponseNotFound => (404, InvalidRequest, null),
        GatewayErrorCode.ObjectNotFound => (404, InvalidRequest, "not_found"),
        GatewayErrorCode.PreviousResponseNotFound => (400, InvalidRequest, "previous_response_not_found"),
        GatewayErrorCode.MethodNotAllowed => (405, InvalidRequest, "method_not_allowed"),
        GatewayErrorCode.UnsupportedMediaType => (415, InvalidRequest, "unsupported_media_type"),
        GatewayErrorCode.BodyTooLarge => (413, InvalidRequest, "request_too_large"),
        GatewayErrorCode.BodyTimeout => (408, InvalidRequest, "request_timeout"),
        GatewayErrorCode.CacheMiss => (404, InvalidRequest, "cache_miss"),
        GatewayErrorCode.CostLimit => (400, InvalidRequest, "max_cost_exceeded"),
        GatewayErrorCode.RateLimited => (429, "rate_limit_error", "rate_limit_exceeded"),
        GatewayErrorCode.BudgetExhausted => (429, "insufficient_quota", "insufficient_quota"),
        GatewayErrorCode.BudgetUnpriced => (400, InvalidRequest, "unpriced_model"),
        GatewayErrorCode.BudgetUnavailable => (503, "service_unavailable_error", "budget_unavailable"),
        GatewayErrorCode.JournalUnavailable => (503, "service_unavailable_error", "journal_unavailable"),
        GatewayErrorCode.MemoryExhausted => (503, "service_unavailable_error", "memory_exhausted"),
        GatewayErrorCode.StorageUnavailable => (503, "service_unavailable_error", "storage_unavailable"),
        GatewayErrorCode.NoDeploymentAvailable => (503, "service_unavailable_error", "no_deployment_available"),
        GatewayErrorCode.IdempotencyConflict => (409, InvalidRequest, "idempotency_request_running"),
        GatewayErrorCode.IdempotencyMismatch => (422, InvalidRequest, "idempotency_key_reused"),
        GatewayErrorCode.IdempotencyAnswerGone => (409, InvalidRequest, "idempotency_answer_not_kept"),
        GatewayErrorCode.Internal => (500, ServerError, "internal_error"),
        GatewayErrorCode.Provider => OfProvider(error.Provider!),
        _ => throw new ArgumentOutOfRangeException(nameof(error), error.Code, "An error code without a shape."),
    };

    // An item of the conversation, or a file, may be missing too; providers without codes say what only in their message.
    private static bool IsOfModel(ProviderError error) => error.Param == "model" || (error.Param is null && (error.Code == "DeploymentNotFound"
        || error.Message.Contains("model", StringComparison.OrdinalIgnoreCase) || error.Message.Contains("endpoint", StringComparison.OrdinalIgnoreCase)));

    // The rows of the error table in provider-neutral form; the provider's own status and code are kept where they mean the same.
    private static (int Status, string Type, string? Code) OfProvider(ProviderError error) => error.Cause switch
    {
        FailureCause.BadRequest => (error.Status is >= 400 and < 500 ? error.Status : 400, InvalidRequest, error.Code),
        FailureCause.ContextLength => (400, InvalidRequest, "context_length_exceeded"),
        FailureCause.ContentFilter => (400, InvalidRequest, "content_filter"),
        FailureCause.Authentication => (502, ServerError, "provider_authentication"),
        FailureCause.Permission => (403, "permission_error", error.Code ?? "provider_permission"),
        FailureCause.NotFound => (404, InvalidRequest, IsOfModel(error) ? "model_not_found" : error.Code),
        FailureCause.Quota => (429, "insufficient_quota", "insufficient_quota"),
        FailureCause.RateLimit => (429, "rate_limit_error", "rate_limit_exceeded"),
        FailureCause.Overload => (503, "service_unavailable_error", error.Code ?? "provider_overloaded"),
        FailureCause.ServerError => (error.Status is >= 500 and < 600 ? error.Status : 500, ServerError, error.Code ?? "provider_error"),
        FailureCause.Connection => (502, ServerError, "provider_unreachable"),
        FailureCause.ForbiddenAddress => (502, ServerError, "provider_address_forbidden"),
        FailureCause.FirstTokenTimeout => (504, "timeout_error", "provider_first_token_timeout"),
        FailureCause.IdleTimeout => (504, "timeout_error", "provider_idle_timeout"),
        FailureCause.TotalTimeout => (504, "timeout_error", "total_timeout"),
        FailureCause.ProviderTimeout => (504, "timeout_error", error.Code ?? "provider_timeout"),
        FailureCause.Cut => (502, ServerError, "provider_connection_cut"),
        FailureCause.Malformed => (502, ServerError, "provider_malformed_answer"),
        // Never the answer of a request: the other attempt is.
        FailureCause.HedgeLost => (502, ServerError, "provider_too_slow"),
        FailureCause.Shutdown => (503, "service_unavailable_error", "gateway_shutdown"),
        FailureCause.ClientAborted => (499, InvalidRequest, "client_closed_request"),
        _ => throw new ArgumentOutOfRangeException(nameof(error), error.Cause, "A cause without a shape."),
    };
}
