using System.Text;
using HybridAi.Core.Resilience;

namespace HybridAi.Providers.Tests.Anthropic;

/// <summary>Errors by status, type and message.</summary>
public sealed class AnthropicErrorsTests
{
    [Theory]
    [InlineData(400, "invalid_request_error", "max_tokens: Field required", null, FailureCause.BadRequest)]
    [InlineData(400, "invalid_request_error", "prompt is too long: 213000 tokens > 200000 maximum", null, FailureCause.ContextLength)]
    [InlineData(400, "invalid_request_error", "input length and `max_tokens` exceed context limit: 1 + 2 > 2", null, FailureCause.ContextLength)]
    [InlineData(400, "invalid_request_error", "You have reached your specified API usage limits.", null, FailureCause.Quota)]
    [InlineData(400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API.", null, FailureCause.Quota)]
    [InlineData(400, "invalid_request_error", "Output blocked by content filtering policy", null, FailureCause.ContentFilter)]
    [InlineData(401, "authentication_error", "invalid x-api-key", null, FailureCause.Authentication)]
    [InlineData(402, "billing_error", "x", null, FailureCause.Quota)]
    [InlineData(403, "permission_error", "x", null, FailureCause.Permission)]
    [InlineData(404, "not_found_error", "model: claude-9", null, FailureCause.NotFound)]
    [InlineData(409, "conflict_error", "x", null, FailureCause.ServerError)]
    [InlineData(413, "request_too_large", "x", null, FailureCause.BadRequest)]
    [InlineData(429, "rate_limit_error", "x", "12", FailureCause.RateLimit)]
    [InlineData(429, "rate_limit_error", "x", null, FailureCause.Quota)]
    [InlineData(500, "api_error", "x", null, FailureCause.ServerError)]
    [InlineData(504, "timeout_error", "x", null, FailureCause.ProviderTimeout)]
    [InlineData(529, "overloaded_error", "x", null, FailureCause.Overload)]
    [InlineData(302, "x", "x", null, FailureCause.ForbiddenAddress)]
    public void A_status_says_what_failed(int status, string type, string message, string? retryAfter, FailureCause expected)
    {
        var body = $$$$"""{"type":"error","error":{"type":"{{{{type}}}}","message":"{{{{message}}}}"},"request_id":"req_1"}""";
        using var response = new HttpResponseMessage();
        if (retryAfter is not null)
            response.Headers.TryAddWithoutValidation("retry-after", retryAfter);

        var error = Wire.Format.ReadError(status, response.Headers, Encoding.UTF8.GetBytes(body));

        Assert.Equal((expected, status, message, type, retryAfter), (error.Cause, error.Status, error.Message, error.Type, error.RetryAfter));
        Assert.Equal(body, Encoding.UTF8.GetString(error.Body!));
        Assert.Equal("anthropic", error.BodyFormat);
    }

    [Theory]
    [InlineData("overloaded_error", FailureCause.Overload, 529)]
    [InlineData("api_error", FailureCause.ServerError, 500)]
    [InlineData("rate_limit_error", FailureCause.RateLimit, 429)]
    [InlineData("timeout_error", FailureCause.ProviderTimeout, 504)]
    [InlineData("invalid_request_error", FailureCause.BadRequest, 400)]
    [InlineData("billing_error", FailureCause.Quota, 402)]
    [InlineData("something_new", FailureCause.ServerError, 0)]
    public void Within_a_stream_the_type_says_it(string type, FailureCause expected, int status)
    {
        var error = Wire.Format.ReadStreamError(Encoding.UTF8.GetBytes($$$$"""{"type":"error","error":{"type":"{{{{type}}}}","message":"m"}}"""));
        Assert.Equal((expected, status, "m", type), (error.Cause, error.Status, error.Message, error.Type));
    }

    [Theory]
    [InlineData("upstream connect error", "upstream connect error")]
    [InlineData("<html>502</html>", "The provider answered 502 without a message.")]
    [InlineData("", "The provider answered 502 without a message.")]
    [InlineData("""{"error":{"type":"x","message":"\ud800"}}""", """{"error":{"type":"x","message":"\ud800"}}""")]
    [InlineData("""{"error":"text"}""", """{"error":"text"}""")]
    [InlineData("""{"error":{"type":"api_error","message":"without its wrapper"}}""", "without its wrapper")]
    public void What_stands_in_front_of_the_api_answers_in_its_own_words(string body, string message)
    {
        using var response = new HttpResponseMessage();
        var error = Wire.Format.ReadError(502, response.Headers, Encoding.UTF8.GetBytes(body));
        Assert.Equal((FailureCause.ServerError, message), (error.Cause, error.Message));
        Assert.Null(error.Body);
    }
}
