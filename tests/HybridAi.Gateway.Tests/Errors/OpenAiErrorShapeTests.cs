using System.Text;
using System.Text.Json;
using HybridAi.Core.Resilience;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Tests.Errors;

public sealed class OpenAiErrorShapeTests
{
    public static TheoryData<string, int, string, string?> OwnRows() => new()
    {
        { nameof(GatewayErrorCode.InvalidRequest), 400, "invalid_request_error", null },
        { nameof(GatewayErrorCode.MissingKey), 401, "invalid_request_error", "missing_api_key" },
        { nameof(GatewayErrorCode.InvalidKey), 401, "invalid_request_error", "invalid_api_key" },
        { nameof(GatewayErrorCode.RevokedKey), 401, "invalid_request_error", "revoked_api_key" },
        { nameof(GatewayErrorCode.ExpiredKey), 401, "invalid_request_error", "expired_api_key" },
        { nameof(GatewayErrorCode.RoleNotAllowed), 403, "permission_error", "role_not_allowed" },
        { nameof(GatewayErrorCode.ModelNotAllowed), 403, "permission_error", "model_not_allowed" },
        { nameof(GatewayErrorCode.PolicyDenied), 403, "permission_error", "denied_by_key_policy" },
        { nameof(GatewayErrorCode.ModelNotFound), 404, "invalid_request_error", "model_not_found" },
        { nameof(GatewayErrorCode.MemoryExhausted), 503, "service_unavailable_error", "memory_exhausted" },
        { nameof(GatewayErrorCode.NoActiveDeployment), 503, "service_unavailable_error", "no_active_deployment" },
        { nameof(GatewayErrorCode.RuleNotMet), 403, "permission_error", "routing_rule" },
        { nameof(GatewayErrorCode.PathNotFound), 404, "invalid_request_error", "not_found" },
        { nameof(GatewayErrorCode.ResponseNotFound), 404, "invalid_request_error", null },
        { nameof(GatewayErrorCode.ObjectNotFound), 404, "invalid_request_error", "not_found" },
        { nameof(GatewayErrorCode.PreviousResponseNotFound), 400, "invalid_request_error", "previous_response_not_found" },
        { nameof(GatewayErrorCode.MethodNotAllowed), 405, "invalid_request_error", "method_not_allowed" },
        { nameof(GatewayErrorCode.UnsupportedMediaType), 415, "invalid_request_error", "unsupported_media_type" },
        { nameof(GatewayErrorCode.BodyTooLarge), 413, "invalid_request_error", "request_too_large" },
        { nameof(GatewayErrorCode.BodyTimeout), 408, "invalid_request_error", "request_timeout" },
        { nameof(GatewayErrorCode.CacheMiss), 404, "invalid_request_error", "cache_miss" },
        { nameof(GatewayErrorCode.CostLimit), 400, "invalid_request_error", "max_cost_exceeded" },
        { nameof(GatewayErrorCode.RateLimited), 429, "rate_limit_error", "rate_limit_exceeded" },
        { nameof(GatewayErrorCode.BudgetExhausted), 429, "insufficient_quota", "insufficient_quota" },
        { nameof(GatewayErrorCode.BudgetUnpriced), 400, "invalid_request_error", "unpriced_model" },
        { nameof(GatewayErrorCode.BudgetUnavailable), 503, "service_unavailable_error", "budget_unavailable" },
        { nameof(GatewayErrorCode.NoDeploymentAvailable), 503, "service_unavailable_error", "no_deployment_available" },
        { nameof(GatewayErrorCode.IdempotencyConflict), 409, "invalid_request_error", "idempotency_request_running" },
        { nameof(GatewayErrorCode.IdempotencyMismatch), 422, "invalid_request_error", "idempotency_key_reused" },
        { nameof(GatewayErrorCode.IdempotencyAnswerGone), 409, "invalid_request_error", "idempotency_answer_not_kept" },
        { nameof(GatewayErrorCode.JournalUnavailable), 503, "service_unavailable_error", "journal_unavailable" },
        { nameof(GatewayErrorCode.StorageUnavailable), 503, "service_unavailable_error", "storage_unavailable" },
        { nameof(GatewayErrorCode.Internal), 500, "server_error", "internal_error" },
    };

    public static TheoryData<string, int, int, string, string?> ProviderRows() => new()
    {
        { nameof(FailureCause.BadRequest), 422, 422, "invalid_request_error", "its_code" },
        { nameof(FailureCause.BadRequest), 200, 400, "invalid_request_error", "its_code" },
        { nameof(FailureCause.ContextLength), 400, 400, "invalid_request_error", "context_length_exceeded" },
        { nameof(FailureCause.ContentFilter), 403, 400, "invalid_request_error", "content_filter" },
        { nameof(FailureCause.Authentication), 401, 502, "server_error", "provider_authentication" },
        { nameof(FailureCause.Permission), 403, 403, "permission_error", "its_code" },
        { nameof(FailureCause.NotFound), 400, 404, "invalid_request_error", "its_code" },
        { nameof(FailureCause.Quota), 402, 429, "insufficient_quota", "insufficient_quota" },
        { nameof(FailureCause.RateLimit), 498, 429, "rate_limit_error", "rate_limit_exceeded" },
        { nameof(FailureCause.Overload), 529, 503, "service_unavailable_error", "its_code" },
        { nameof(FailureCause.ServerError), 502, 502, "server_error", "its_code" },
        { nameof(FailureCause.ServerError), 409, 500, "server_error", "its_code" },
        { nameof(FailureCause.Connection), 0, 502, "server_error", "provider_unreachable" },
        { nameof(FailureCause.ForbiddenAddress), 302, 502, "server_error", "provider_address_forbidden" },
        { nameof(FailureCause.FirstTokenTimeout), 0, 504, "timeout_error", "provider_first_token_timeout" },
        { nameof(FailureCause.IdleTimeout), 0, 504, "timeout_error", "provider_idle_timeout" },
        { nameof(FailureCause.TotalTimeout), 0, 504, "timeout_error", "total_timeout" },
        { nameof(FailureCause.ProviderTimeout), 408, 504, "timeout_error", "its_code" },
        { nameof(FailureCause.Cut), 200, 502, "server_error", "provider_connection_cut" },
        { nameof(FailureCause.Malformed), 200, 502, "server_error", "provider_malformed_answer" },
        { nameof(FailureCause.HedgeLost), 0, 502, "server_error", "provider_too_slow" },
        { nameof(FailureCause.Shutdown), 0, 503, "service_unavailable_error", "gateway_shutdown" },
        { nameof(FailureCause.ClientAborted), 0, 499, "invalid_request_error", "client_closed_request" },
    };

    [Theory]
    [MemberData(nameof(OwnRows))]
    public void Each_refusal_of_the_gateway_has_its_row(string code, int status, string type, string? name) =>
        Assert.Equal((status, type, name), OpenAiErrorShape.Of(new GatewayError(Enum.Parse<GatewayErrorCode>(code), "m")));

    [Theory]
    [MemberData(nameof(ProviderRows))]
    public void Each_cause_has_its_row(string cause, int sent, int status, string type, string? code) =>
        Assert.Equal((status, type, code), OpenAiErrorShape.Of(Provider(Enum.Parse<FailureCause>(cause), sent, "its_code")));

    [Theory]
    [InlineData("The model 'x' does not exist", null, "its_code", "model_not_found")]
    [InlineData("No endpoints found for x", null, "404", "model_not_found")]
    [InlineData("nothing there", "model", null, "model_not_found")]
    [InlineData("nothing there", null, "DeploymentNotFound", "model_not_found")]
    [InlineData("Item with id 'rs_1' not found. Items are not persisted when `store` is set to false.", "input", null, null)]
    [InlineData("Item with id 'rs_1' not found; ask the model again.", "input", "item_not_found", "item_not_found")]
    [InlineData("No such file", null, null, null)]
    public void What_is_not_there_is_no_model_unless_it_is_said_to_be(string message, string? param, string? code, string? told) =>
        Assert.Equal(told, OpenAiErrorShape.Of(GatewayError.Of(new ProviderError { Cause = FailureCause.NotFound, Status = 404, Message = message, Param = param, Code = code }, "one")).Code);

    [Fact]
    public void No_code_and_no_cause_is_without_a_row()
    {
        var codes = OwnRows().Select(row => row.Data.Item1).Append(nameof(GatewayErrorCode.Provider));
        Assert.Equal(Enum.GetNames<GatewayErrorCode>().Order(), codes.Order());
        Assert.Equal(Enum.GetNames<FailureCause>().Order(), ProviderRows().Select(row => row.Data.Item1).Distinct().Order());
        // And each has a message of its own when there is no provider to quote.
        foreach (var cause in Enum.GetValues<FailureCause>())
            Assert.InRange(OpenAiErrorShape.Of(Provider(cause, 0, null)).Status, 400, 599);
    }

    [Fact]
    public void The_body_has_the_four_fields_and_any_text_survives()
    {
        var body = JsonElement.Parse(OpenAiErrorShape.Instance.Body(GatewayError.Invalid("\"é\" \u0000 日本 </script> \ud800", "model"), null).Span).GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], body.EnumerateObject().Select(property => property.Name));
        Assert.Equal("\"é\" \u0000 日本 </script> \ufffd", body.GetProperty("message").GetString());
        Assert.Equal("model", body.GetProperty("param").GetString());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("code").ValueKind);
    }

    [Fact]
    public void A_providers_own_body_passes_but_not_one_about_the_gateways_key()
    {
        var own = Encoding.UTF8.GetBytes("""{"error":{"message":"no"}}""");
        Assert.Equal(own, ErrorWriter.BodyOf(GatewayError.Of(Of(FailureCause.RateLimit) with { Body = own, BodyFormat = "openai" }, "one"), OpenAiErrorShape.Instance, null).ToArray());
        var told = Encoding.UTF8.GetString(ErrorWriter.BodyOf(GatewayError.Of(Of(FailureCause.Authentication) with { Body = own, BodyFormat = "openai" }, "one"), OpenAiErrorShape.Instance, null).Span);
        Assert.Contains("The provider one refused the gateway's key for it (not yours)", told);
        Assert.DoesNotContain("It said so", told);
    }

    private static ProviderError Of(FailureCause cause) => new() { Cause = cause, Message = "It said so." };

    private static GatewayError Provider(FailureCause cause, int status, string? code) =>
        GatewayError.Of(Of(cause) with { Status = status, Code = code }, "one");
}
