using System.Text;
using HybridAi.Core.Resilience;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Tests.Errors;

/// <summary>Errors as Anthropic tells them.</summary>
public sealed class AnthropicErrorShapeTests
{
    private static readonly Guid Id = Guid.Parse("01234567-89ab-7def-8123-456789abcdef");

    [Theory]
    [InlineData(GatewayErrorCode.InvalidRequest, 400, "invalid_request_error")]
    [InlineData(GatewayErrorCode.MissingKey, 401, "authentication_error")]
    [InlineData(GatewayErrorCode.InvalidKey, 401, "authentication_error")]
    [InlineData(GatewayErrorCode.RevokedKey, 401, "authentication_error")]
    [InlineData(GatewayErrorCode.ExpiredKey, 401, "authentication_error")]
    [InlineData(GatewayErrorCode.RoleNotAllowed, 403, "permission_error")]
    [InlineData(GatewayErrorCode.ModelNotAllowed, 403, "permission_error")]
    [InlineData(GatewayErrorCode.ModelNotFound, 404, "not_found_error")]
    [InlineData(GatewayErrorCode.PathNotFound, 404, "not_found_error")]
    [InlineData(GatewayErrorCode.MethodNotAllowed, 405, "invalid_request_error")]
    [InlineData(GatewayErrorCode.UnsupportedMediaType, 415, "invalid_request_error")]
    [InlineData(GatewayErrorCode.BodyTooLarge, 413, "request_too_large")]
    [InlineData(GatewayErrorCode.BodyTimeout, 408, "timeout_error")]
    [InlineData(GatewayErrorCode.CacheMiss, 404, "not_found_error")]
    [InlineData(GatewayErrorCode.CostLimit, 400, "invalid_request_error")]
    [InlineData(GatewayErrorCode.RateLimited, 429, "rate_limit_error")]
    [InlineData(GatewayErrorCode.JournalUnavailable, 503, "overloaded_error")]
    [InlineData(GatewayErrorCode.StorageUnavailable, 503, "overloaded_error")]
    [InlineData(GatewayErrorCode.Internal, 500, "api_error")]
    public void The_gateways_own_errors_have_a_status_and_a_type(object code, int status, string type)
    {
        var error = new GatewayError((GatewayErrorCode)code, "Say \"please\".");
        Assert.Equal(status, AnthropicErrorShape.Instance.StatusOf(error));
        Assert.Equal(
            $$$$"""{"type":"error","error":{"type":"{{{{type}}}}","message":"Say \"please\"."},"request_id":"01234567-89ab-7def-8123-456789abcdef"}""",
            Encoding.UTF8.GetString(AnthropicErrorShape.Instance.Body(error, Id).Span));
    }

    [Fact]
    public void A_thread_is_refused_so_that_clients_go_on_without_one()
    {
        var error = GatewayError.Invalid("No threads.", "thread");
        Assert.Equal(
            """{"type":"error","error":{"type":"invalid_request_error","message":"No threads.","details":{"error_code":"thread_unsupported_request","unsupported":["thread"]}},"request_id":"01234567-89ab-7def-8123-456789abcdef"}""",
            Encoding.UTF8.GetString(AnthropicErrorShape.Instance.Body(error, Id).Span));
    }

    [Theory]
    [InlineData(FailureCause.BadRequest, 400, 400, "invalid_request_error")]
    [InlineData(FailureCause.BadRequest, 413, 413, "request_too_large")]
    [InlineData(FailureCause.ContextLength, 400, 400, "invalid_request_error")]
    [InlineData(FailureCause.ContentFilter, 400, 400, "invalid_request_error")]
    [InlineData(FailureCause.Authentication, 401, 502, "api_error")]
    [InlineData(FailureCause.Permission, 403, 403, "permission_error")]
    [InlineData(FailureCause.NotFound, 404, 404, "not_found_error")]
    [InlineData(FailureCause.Quota, 429, 402, "billing_error")]
    [InlineData(FailureCause.RateLimit, 429, 429, "rate_limit_error")]
    [InlineData(FailureCause.Overload, 503, 529, "overloaded_error")]
    [InlineData(FailureCause.ServerError, 500, 500, "api_error")]
    [InlineData(FailureCause.Connection, 0, 502, "api_error")]
    [InlineData(FailureCause.FirstTokenTimeout, 0, 504, "timeout_error")]
    [InlineData(FailureCause.Cut, 0, 502, "api_error")]
    public void A_providers_errors_are_told_as_what_they_mean(FailureCause cause, int answered, int status, string type)
    {
        var error = GatewayError.Of(new ProviderError { Cause = cause, Status = answered, Message = "m" }, "openai");
        Assert.Equal(status, AnthropicErrorShape.Instance.StatusOf(error));
        Assert.Contains($"\"error\":{{\"type\":\"{type}\"", Encoding.UTF8.GetString(AnthropicErrorShape.Instance.Body(error, Id).Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Within_a_stream_it_is_an_event_of_its_own() => Assert.Equal(
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"m\"}}\n\n",
        Encoding.UTF8.GetString(AnthropicErrorShape.Instance.StreamEvent(new GatewayError(GatewayErrorCode.Internal, "m"), null)));

    [Fact]
    public void Only_bodies_of_its_own_format_pass_as_they_are()
    {
        var own = new ProviderError { Cause = FailureCause.ServerError, Message = "m", Body = "{}"u8.ToArray(), BodyFormat = "anthropic" };
        Assert.Equal("{}", Encoding.UTF8.GetString(ErrorWriter.BodyOf(GatewayError.Of(own, "p"), AnthropicErrorShape.Instance, Id).Span));
        Assert.NotEqual("{}", Encoding.UTF8.GetString(ErrorWriter.BodyOf(GatewayError.Of(own with { BodyFormat = "openai" }, "p"), AnthropicErrorShape.Instance, Id).Span));
        Assert.NotEqual("{}", Encoding.UTF8.GetString(ErrorWriter.BodyOf(GatewayError.Of(own, "p"), OpenAiErrorShape.Instance, Id).Span));
    }
}
