using System.Net;
using System.Text;
using HybridAi.Core.Resilience;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.OpenAi;

public sealed class OpenAiErrorsTests
{
    private static readonly OpenAiFormat Format = new();

    // The rows of the error map in the order of its columns: bodies in each provider's own shape.
    public static TheoryData<int, string, FailureCause, string, string?, string?> Shapes => new()
    {
        { 400, """{"error":{"message":"bad","type":"invalid_request_error","param":"n","code":null}}""", FailureCause.BadRequest, "bad", "invalid_request_error", null },
        { 422, """{"error":{"message":"bad","type":"invalid_request_error"}}""", FailureCause.BadRequest, "bad", "invalid_request_error", null },
        { 422, """{"detail":[{"loc":["body","messages",0],"msg":"Field required","type":"missing"},{"msg":"second"},7]}""", FailureCause.BadRequest, "body.messages.0: Field required; second", "invalid_request_error", null },
        { 400, """{"object":"error","message":"bad","type":"invalid_request_error","param":null,"code":null}""", FailureCause.BadRequest, "bad", "invalid_request_error", null },
        { 400, """{"error":{"message":"failed_generation","type":"invalid_request_error","code":"tool_use_failed"}}""", FailureCause.BadRequest, "failed_generation", "invalid_request_error", "tool_use_failed" },
        { 400, """{"error":{"message":"This model's maximum is 8192","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", FailureCause.ContextLength, "This model's maximum is 8192", "invalid_request_error", "context_length_exceeded" },
        { 400, """{"object":"error","message":"Prompt too large for model with 32768 maximum context length","type":"invalid_request_error"}""", FailureCause.ContextLength, "Prompt too large for model with 32768 maximum context length", "invalid_request_error", null },
        { 400, """{"error":{"code":400,"message":"This endpoint's maximum context length is 8 tokens"}}""", FailureCause.ContextLength, "This endpoint's maximum context length is 8 tokens", null, "400" },
        { 400, """{"message":"too many tokens: 9","id":"x"}""", FailureCause.ContextLength, "too many tokens: 9", null, null },
        { 413, """{"error":{"message":"too large","type":"invalid_request_error"}}""", FailureCause.BadRequest, "too large", "invalid_request_error", null },
        { 401, """{"error":{"message":"Incorrect API key","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""", FailureCause.Authentication, "Incorrect API key", "invalid_request_error", "invalid_api_key" },
        { 401, """{"message":"Unauthorized","request_id":"x"}""", FailureCause.Authentication, "Unauthorized", null, null },
        { 401, """{"detail":"Unauthorized"}""", FailureCause.Authentication, "Unauthorized", "invalid_request_error", null },
        { 401, """{"error":{"code":"401","message":"Access denied"}}""", FailureCause.Authentication, "Access denied", null, "401" },
        {
            400, """[{"error":{"code":400,"message":"API key not valid","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}]""",
            FailureCause.Authentication, "API key not valid", "INVALID_ARGUMENT", "API_KEY_INVALID"
        },
        { 403, """{"error":{"message":"no","type":"permission_error"}}""", FailureCause.Permission, "no", "permission_error", null },
        { 404, """{"error":{"message":"no such model","type":"invalid_request_error","code":"model_not_found"}}""", FailureCause.NotFound, "no such model", "invalid_request_error", "model_not_found" },
        { 404, """{"error":{"code":"DeploymentNotFound","message":"gone"}}""", FailureCause.NotFound, "gone", null, "DeploymentNotFound" },
        { 400, """{"error":{"message":"decommissioned","type":"invalid_request_error","code":"model_decommissioned"}}""", FailureCause.NotFound, "decommissioned", "invalid_request_error", "model_decommissioned" },
        { 400, """{"object":"error","message":"Invalid model: x","type":"invalid_model","param":null,"code":"unknown_model"}""", FailureCause.NotFound, "Invalid model: x", "invalid_model", "unknown_model" },
        { 404, """{"error":{"message":"model 'x' not found","type":"not_found_error","param":null,"code":null}}""", FailureCause.NotFound, "model 'x' not found", "not_found_error", null },
        { 429, """{"error":{"message":"quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""", FailureCause.Quota, "quota", "insufficient_quota", "insufficient_quota" },
        { 429, """{"error":{"message":"credit","type":"billing","code":"credit_balance_exhausted"}}""", FailureCause.Quota, "credit", "billing", "credit_balance_exhausted" },
        { 402, """{"error":{"code":402,"message":"Insufficient credits","metadata":{}},"user_id":"u"}""", FailureCause.Quota, "Insufficient credits", null, "402" },
        { 429, """{"error":{"message":"slow","type":"rate_limit_error","code":"rate_limit_exceeded"}}""", FailureCause.RateLimit, "slow", "rate_limit_error", "rate_limit_exceeded" },
        { 429, """{"error":{"message":"slow","type":"requests","code":"slow_down"}}""", FailureCause.RateLimit, "slow", "requests", "slow_down" },
        { 429, """{"error":{"code":"429","message":"slow"}}""", FailureCause.RateLimit, "slow", null, "429" },
        { 429, """{"message":"Tokens per minute limit exceeded - too many tokens processed.","type":"too_many_tokens_error","param":"quota","code":"token_quota_exceeded"}""", FailureCause.RateLimit, "Tokens per minute limit exceeded - too many tokens processed.", "too_many_tokens_error", "token_quota_exceeded" },
        { 498, """{"error":{"message":"flex capacity","type":"x"}}""", FailureCause.RateLimit, "flex capacity", "x", null },
        {
            400, """{"error":{"code":"content_filter","message":"blocked","param":"prompt","type":null,"status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}""",
            FailureCause.ContentFilter, "blocked", null, "content_filter"
        },
        { 403, """{"error":{"code":"content_filter","message":"flagged"}}""", FailureCause.ContentFilter, "flagged", null, "content_filter" },
        { 408, """{"error":{"code":408,"message":"slow"}}""", FailureCause.ProviderTimeout, "slow", null, "408" },
        { 504, "", FailureCause.ProviderTimeout, "The provider answered 504 without a message.", null, null },
        { 524, "<html>cloudflare</html>", FailureCause.ProviderTimeout, "The provider answered 524 without a message.", null, null },
        { 499, "{}", FailureCause.ServerError, "{}", null, null },
        { 409, """{"error":{"message":"conflict","type":"x"}}""", FailureCause.ServerError, "conflict", "x", null },
        { 424, """{"error":{"message":"dependency","type":"x"}}""", FailureCause.ServerError, "dependency", "x", null },
        { 500, """{"error":{"message":"oops","type":"server_error","param":null,"code":null}}""", FailureCause.ServerError, "oops", "server_error", null },
        { 502, "Bad gateway\n", FailureCause.ServerError, "Bad gateway", null, null },
        { 501, """{"error":"not implemented"}""", FailureCause.ServerError, "not implemented", null, null },
        { 503, """{"error":{"message":"busy","type":"service_unavailable_error","code":"server_is_overloaded"}}""", FailureCause.Overload, "busy", "service_unavailable_error", "server_is_overloaded" },
        { 529, """{"error":{"code":529,"message":"busy"}}""", FailureCause.Overload, "busy", null, "529" },
        { 302, "", FailureCause.ForbiddenAddress, "The provider answered 302 without a message.", null, null },
        { 400, """{"error":{"message":"","type":"x"}}""", FailureCause.BadRequest, """{"error":{"message":"","type":"x"}}""", "x", null },
        { 422, """{"detail":[]}""", FailureCause.BadRequest, """{"detail":[]}""", "invalid_request_error", null },
        { 400, """{"object":"error","message":{"detail":[1]},"type":"x"}""", FailureCause.BadRequest, """{"detail":[1]}""", "x", null },
        { 400, """{"error":7}""", FailureCause.BadRequest, """{"error":7}""", null, null },
        { 400, """{"error":{"message":"\ud800","type":"x"}}""", FailureCause.BadRequest, """{"error":{"message":"\ud800","type":"x"}}""", null, null },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Errors_of_every_shape_are_understood(int status, string body, FailureCause cause, string message, string? type, string? code)
    {
        var error = Read(status, body);
        Assert.Equal((cause, status, message, type, code), (error.Cause, error.Status, error.Message, error.Type, error.Code));
        Assert.Null(error.RetryAfter);
    }

    [Theory]
    [InlineData("""{"error":{"message":"m","type":"t"}}""", true)]
    [InlineData("""{"error":{"message":"m","type":"t","param":null,"code":null}} """, true)]
    [InlineData("""{"error":{"message":"m","type":"t","param":"p","code":"c","more":1},"and":2}""", true)]
    [InlineData("""{"error":{"message":"m","type":"t","code":400}}""", false)]
    [InlineData("""{"error":{"message":"m","type":"t","param":{}}}""", false)]
    [InlineData("""{"error":{"message":"m","type":null}}""", false)]
    [InlineData("""{"error":{"message":{"a":1},"type":"t"}}""", false)]
    [InlineData("""{"error":{"message":"m","type":7}}""", false)]
    [InlineData("""[{"error":{"message":"m","type":"t"}}]""", false)]
    [InlineData("""{"message":"m","type":"t"}""", false)]
    [InlineData("""{"error":{"message":"m","type":"t"}} trailing""", false)]
    public void Only_bodies_of_the_formats_own_shape_pass_as_they_are(string body, bool passes)
    {
        var error = Read(400, body);
        Assert.Equal(passes ? Encoding.UTF8.GetBytes(body) : null, error.Body);
        Assert.True(error.Message == "m" || body.Contains("{\"a\":1}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_body_of_invalid_UTF8_does_not_pass()
    {
        byte[] body = [.. """{"error":{"message":"m","type":"t"},"x":" """u8, 0xff, .. "\"}"u8];
        using var response = new HttpResponseMessage();
        var error = Format.ReadError(400, response.Headers, body);
        Assert.Null(error.Body);
    }

    [Fact]
    public void Param_and_Retry_After_are_kept()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation("retry-after", "7.5");
        var error = Format.ReadError(429, response.Headers, """{"error":{"message":"m","type":"t","param":"messages"}}"""u8);
        Assert.Equal(("messages", "7.5"), (error.Param, error.RetryAfter));
    }

    [Theory]
    [InlineData("x-ratelimit-limit-req-minute", "0", FailureCause.Quota)]
    [InlineData("x-ratelimit-limit-tokens-minute", "0", FailureCause.Quota)]
    [InlineData("x-ratelimit-limit-req-minute", "60", FailureCause.RateLimit)]
    public void A_limit_of_zero_is_a_plan_without_the_model(string header, string value, FailureCause expected)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation(header, value);
        Assert.Equal(expected, Format.ReadError(429, response.Headers, """{"object":"error","message":"Requests rate limit exceeded","type":"rate_limited"}"""u8).Cause);
    }

    [Fact]
    public void Long_texts_are_cut()
    {
        Assert.Equal(1_000, Read(500, new string('x', 100_000)).Message.Length);
        Assert.EndsWith("\uFFFD", Read(500, new string('x', 999) + "ü").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"error":{"code":502,"message":"m","metadata":{"error_type":"provider_unavailable"}},"choices":[]}""", FailureCause.ServerError, 502, "m")]
    [InlineData("""{"error":{"code":429,"message":"m"}}""", FailureCause.RateLimit, 429, "m")]
    [InlineData("""{"error":{"message":"m","type":"t","code":"c"},"status_code":503}""", FailureCause.Overload, 503, "m")]
    [InlineData("""{"object":"error","message":"m","type":"BadRequestError","code":400}""", FailureCause.BadRequest, 400, "m")]
    [InlineData("""{"x_groq":{"id":"r","error":"m"}}""", FailureCause.ServerError, 0, "m")]
    [InlineData("""{"error":{"message":"m","type":"server_error"}}""", FailureCause.ServerError, 0, "m")]
    [InlineData("""{"error":{"message":"m","type":"overloaded_error"}}""", FailureCause.Overload, 0, "m")]
    [InlineData("""{"error":{"message":"m","type":"x","code":"rate_limit_exceeded"}}""", FailureCause.RateLimit, 0, "m")]
    [InlineData("""{"error":{"message":"m","type":"x","code":"content_filter"}}""", FailureCause.ContentFilter, 0, "m")]
    [InlineData("""{"error":{"message":"m","type":"invalid_request_error"}}""", FailureCause.BadRequest, 0, "m")]
    [InlineData("""{"error":{"message":"m","code":99999999999}}""", FailureCause.ServerError, 0, "m")]
    [InlineData("""{"error":"m","status_code":1e99}""", FailureCause.ServerError, 0, "m")]
    [InlineData("plain text", FailureCause.ServerError, 0, "plain text")]
    [InlineData("", FailureCause.ServerError, 0, "The provider reported an error without a message.")]
    public void Errors_in_streams_are_classified_without_a_status_line(string data, FailureCause cause, int status, string message)
    {
        var error = Format.ReadStreamError(Encoding.UTF8.GetBytes(data));
        Assert.Equal((cause, status, message), (error.Cause, error.Status, error.Message));
    }

    private static ProviderError Read(int status, string body)
    {
        using var response = new HttpResponseMessage();
        return Format.ReadError(status, response.Headers, Encoding.UTF8.GetBytes(body));
    }
}
