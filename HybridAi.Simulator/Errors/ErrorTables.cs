using System.Collections.Frozen;

namespace HybridAi.Simulator.Errors;

/// <summary>Status, type and code by provider. Each table is OpenAI's with that provider's differences.</summary>
internal static class ErrorTables
{
    private const string Invalid = "invalid_request_error";

    private static readonly Dictionary<ErrorKind, ErrorRow> Base = new()
    {
        [ErrorKind.Validation] = new(400, Invalid),
        [ErrorKind.InvalidRequest] = new(400, Invalid),
        [ErrorKind.InvalidJson] = new(400, Invalid),
        [ErrorKind.UnsupportedMediaType] = new(400, Invalid, "unsupported_content_type"),
        [ErrorKind.ContextLength] = new(400, Invalid, "context_length_exceeded"),
        [ErrorKind.ContentFilter] = new(400, Invalid, "content_filter"),
        [ErrorKind.MissingKey] = new(401, Invalid),
        [ErrorKind.BadKey] = new(401, Invalid, "invalid_api_key"),
        [ErrorKind.Permission] = new(403, "permission_error"),
        [ErrorKind.ModelNotFound] = new(404, Invalid, "model_not_found"),
        [ErrorKind.PathNotFound] = new(404, Invalid),
        [ErrorKind.MethodNotAllowed] = new(405, Invalid, "method_not_supported"),
        [ErrorKind.BodyTooLarge] = new(413, Invalid),
        [ErrorKind.Quota] = new(429, "insufficient_quota", "insufficient_quota"),
        [ErrorKind.RateLimit] = new(429, "rate_limit_error", "rate_limit_exceeded"),
        [ErrorKind.Timeout] = new(408, "timeout_error"),
        [ErrorKind.ServerError] = new(500, "server_error"),
        [ErrorKind.BadGateway] = new(502, "server_error"),
        [ErrorKind.Overloaded] = new(503, "service_unavailable_error", "server_is_overloaded"),
    };

    public static readonly FrozenDictionary<ErrorKind, ErrorRow> OpenAi = Base.ToFrozenDictionary();

    public static readonly FrozenDictionary<ErrorKind, ErrorRow> Azure = With(
        (ErrorKind.MissingKey, new(401, Invalid, "401")),
        (ErrorKind.BadKey, new(401, Invalid, "401")),
        (ErrorKind.ModelNotFound, new(404, Invalid, "DeploymentNotFound")),
        (ErrorKind.PathNotFound, new(404, Invalid, "404")),
        (ErrorKind.RateLimit, new(429, "too_many_requests", "429")),
        (ErrorKind.Quota, new(429, "insufficient_quota", "insufficient_quota")),
        (ErrorKind.Overloaded, new(503, "server_error", "503")));

    public static readonly FrozenDictionary<ErrorKind, ErrorRow> Groq = With(
        (ErrorKind.InvalidJson, new(400, Invalid, "json_validate_failed")),
        (ErrorKind.MissingKey, new(401, Invalid, "invalid_api_key")),
        (ErrorKind.PathNotFound, new(404, Invalid, "unknown_url")),
        (ErrorKind.RateLimit, new(429, "tokens", "rate_limit_exceeded")),
        (ErrorKind.Quota, new(429, "insufficient_quota", "insufficient_quota")),
        (ErrorKind.BodyTooLarge, new(413, Invalid, "request_too_large")),
        (ErrorKind.ServerError, new(500, "internal_server_error")),
        (ErrorKind.Overloaded, new(503, "internal_server_error")),
        (ErrorKind.Timeout, new(504, "internal_server_error")));

    public static readonly FrozenDictionary<ErrorKind, ErrorRow> Mistral = With(
        (ErrorKind.Validation, new(422, Invalid)),
        (ErrorKind.InvalidJson, new(422, Invalid)),
        (ErrorKind.InvalidRequest, new(400, Invalid, "3051")),
        (ErrorKind.ContextLength, new(400, Invalid, "3051")),
        (ErrorKind.MissingKey, new(401, "authentication_error", "1000")),
        (ErrorKind.BadKey, new(401, "authentication_error", "1000")),
        (ErrorKind.ModelNotFound, new(404, Invalid, "1500")),
        (ErrorKind.PathNotFound, new(404, Invalid)),
        (ErrorKind.Quota, new(429, "rate_limit_error", "1300")),
        (ErrorKind.RateLimit, new(429, "rate_limit_error", "1300")),
        (ErrorKind.Timeout, new(504, "server_error")),
        (ErrorKind.ServerError, new(500, "server_error", "1000")),
        (ErrorKind.Overloaded, new(503, "server_error", "3505")));

    public static readonly FrozenDictionary<ErrorKind, ErrorRow> Cerebras = With(
        (ErrorKind.Validation, new(422, Invalid, "wrong_api_format")),
        (ErrorKind.InvalidJson, new(400, Invalid, "wrong_api_format")),
        (ErrorKind.MissingKey, new(401, Invalid, "wrong_api_key")),
        (ErrorKind.BadKey, new(401, Invalid, "wrong_api_key")),
        (ErrorKind.ModelNotFound, new(404, "not_found_error", "model_not_found")),
        (ErrorKind.PathNotFound, new(404, "not_found_error", "not_found")),
        (ErrorKind.Quota, new(429, "too_many_tokens_error", "token_quota_exceeded")),
        (ErrorKind.RateLimit, new(429, "too_many_requests_error", "request_quota_exceeded")),
        (ErrorKind.Overloaded, new(503, "too_many_requests_error", "queue_exceeded")));

    public static readonly FrozenDictionary<ErrorKind, ErrorRow> OpenRouter = With(
        (ErrorKind.ModelNotFound, new(404, "not_found")),
        (ErrorKind.ContentFilter, new(403, "moderation")),
        (ErrorKind.Quota, new(402, "insufficient_credits")),
        (ErrorKind.RateLimit, new(429, "rate_limit_exceeded")),
        (ErrorKind.Timeout, new(524, "timeout")),
        (ErrorKind.Overloaded, new(529, "provider_overloaded")),
        (ErrorKind.ServerError, new(500, "server")));

    public static readonly FrozenDictionary<ErrorKind, ErrorRow> Ollama = With(
        (ErrorKind.ModelNotFound, new(404, "not_found_error")),
        (ErrorKind.PathNotFound, new(404, "not_found_error")),
        (ErrorKind.ContextLength, new(400, Invalid)),
        (ErrorKind.BadKey, new(401, "api_error")),
        (ErrorKind.MissingKey, new(401, "api_error")),
        (ErrorKind.Quota, new(429, "api_error")),
        (ErrorKind.RateLimit, new(429, "api_error")),
        (ErrorKind.Timeout, new(504, "api_error")),
        (ErrorKind.ServerError, new(500, "api_error")),
        (ErrorKind.Overloaded, new(503, "api_error")));

    public static readonly FrozenDictionary<ErrorKind, ErrorRow> Vllm = With(
        (ErrorKind.Validation, new(400, "BadRequestError")),
        (ErrorKind.InvalidRequest, new(400, "BadRequestError")),
        (ErrorKind.InvalidJson, new(400, "BadRequestError")),
        (ErrorKind.UnsupportedMediaType, new(400, "BadRequestError")),
        (ErrorKind.ContextLength, new(400, "BadRequestError")),
        (ErrorKind.BodyTooLarge, new(413, "RequestEntityTooLargeError")),
        (ErrorKind.BadKey, new(401, "AuthenticationError")),
        (ErrorKind.MissingKey, new(401, "AuthenticationError")),
        (ErrorKind.ModelNotFound, new(404, "NotFoundError")),
        (ErrorKind.PathNotFound, new(404, "NotFoundError")),
        (ErrorKind.MethodNotAllowed, new(405, "MethodNotAllowedError")),
        (ErrorKind.Quota, new(429, "RateLimitError")),
        (ErrorKind.RateLimit, new(429, "RateLimitError")),
        (ErrorKind.Timeout, new(504, "GatewayTimeoutError")),
        (ErrorKind.ServerError, new(500, "InternalServerError")),
        (ErrorKind.Overloaded, new(503, "ServiceUnavailableError")));

    private static FrozenDictionary<ErrorKind, ErrorRow> With(params (ErrorKind Kind, ErrorRow Row)[] differences)
    {
        var rows = new Dictionary<ErrorKind, ErrorRow>(Base);
        foreach (var (kind, row) in differences)
            rows[kind] = row;
        return rows.ToFrozenDictionary();
    }
}
