using System.Net;
using System.Text;
using HybridAi.Core.Resilience;
using HybridAi.Providers.Wire;
using static HybridAi.Providers.Tests.Gemini.GeminiCase;

namespace HybridAi.Providers.Tests.Gemini;

public sealed class GeminiErrorsTests
{
    private const string DailyQuota =
        """{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"m","quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier","quotaValue":"250"}]}""";

    public static TheoryData<int, string, FailureCause, string, string?, string?> Shapes => new()
    {
        { 400, Error(400, "INVALID_ARGUMENT", "bad"), FailureCause.BadRequest, "bad", "INVALID_ARGUMENT", null },
        { 400, Error(400, "FAILED_PRECONDITION", "not in your country"), FailureCause.BadRequest, "not in your country", "FAILED_PRECONDITION", null },
        { 400, Error(400, "INVALID_ARGUMENT", "API key not valid.", """{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com"}"""), FailureCause.Authentication, "API key not valid.", "INVALID_ARGUMENT", "API_KEY_INVALID" },
        { 400, $"[{Error(400, "INVALID_ARGUMENT", "API key not valid.", """{"reason":"API_KEY_INVALID"}""")}]", FailureCause.Authentication, "API key not valid.", "INVALID_ARGUMENT", "API_KEY_INVALID" },
        { 400, Error(400, "INVALID_ARGUMENT", "The input token count (1200000) exceeds the maximum number of tokens allowed (1048575)."), FailureCause.ContextLength, "The input token count (1200000) exceeds the maximum number of tokens allowed (1048575).", "INVALID_ARGUMENT", null },
        { 401, Error(401, "UNAUTHENTICATED", "who"), FailureCause.Authentication, "who", "UNAUTHENTICATED", null },
        { 403, Error(403, "PERMISSION_DENIED", "no"), FailureCause.Permission, "no", "PERMISSION_DENIED", null },
        { 403, Error(403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers (callers without established identity)."), FailureCause.Authentication, "Method doesn't allow unregistered callers (callers without established identity).", "PERMISSION_DENIED", null },
        { 403, Error(403, "PERMISSION_DENIED", "Your API key was reported as leaked."), FailureCause.Authentication, "Your API key was reported as leaked.", "PERMISSION_DENIED", null },
        { 404, Error(404, "NOT_FOUND", "models/x is not found"), FailureCause.NotFound, "models/x is not found", "NOT_FOUND", null },
        { 429, Error(429, "RESOURCE_EXHAUSTED", "slow"), FailureCause.RateLimit, "slow", "RESOURCE_EXHAUSTED", null },
        { 429, Error(429, "RESOURCE_EXHAUSTED", "spent", DailyQuota), FailureCause.Quota, "spent", "RESOURCE_EXHAUSTED", null },
        { 429, Error(429, "RESOURCE_EXHAUSTED", "none", """{"violations":[{"quotaId":"TokensPerMinute","quotaValue":"0"}]}"""), FailureCause.Quota, "none", "RESOURCE_EXHAUSTED", null },
        { 429, Error(429, "RESOURCE_EXHAUSTED", "slow", DailyQuota.Replace("PerDay", "PerMinute", StringComparison.Ordinal)), FailureCause.RateLimit, "slow", "RESOURCE_EXHAUSTED", null },
        { 500, Error(500, "INTERNAL", "oops"), FailureCause.ServerError, "oops", "INTERNAL", null },
        { 503, Error(503, "UNAVAILABLE", "busy"), FailureCause.Overload, "busy", "UNAVAILABLE", null },
        { 504, Error(504, "DEADLINE_EXCEEDED", "late"), FailureCause.ProviderTimeout, "late", "DEADLINE_EXCEEDED", null },
        { 499, Error(499, "CANCELLED", "gone"), FailureCause.ServerError, "gone", "CANCELLED", null },
        { 400, "", FailureCause.BadRequest, "The provider answered 400 without a message.", null, null },
        { 413, "<html>too large</html>", FailureCause.BadRequest, "The provider answered 413 without a message.", null, null },
        { 502, "Bad gateway\n", FailureCause.ServerError, "Bad gateway", null, null },
        { 401, "{}", FailureCause.Authentication, "{}", null, null },
        { 402, "[]", FailureCause.Quota, "[]", null, null },
        { 403, "7", FailureCause.Permission, "7", null, null },
        { 404, """{"error":7}""", FailureCause.NotFound, """{"error":7}""", null, null },
        { 429, """{"error":"slow"}""", FailureCause.RateLimit, "slow", null, null },
        { 408, "x", FailureCause.ProviderTimeout, "x", null, null },
        { 503, "x", FailureCause.Overload, "x", null, null },
        { 302, Error(401, "UNAUTHENTICATED", "m"), FailureCause.ForbiddenAddress, "m", "UNAUTHENTICATED", null },
        { 400, """{"error":{"message":"\ud800"}}""", FailureCause.BadRequest, """{"error":{"message":"\ud800"}}""", null, null },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Errors_are_understood(int status, string body, FailureCause cause, string message, string? type, string? code)
    {
        var error = Read(status, body);
        Assert.Equal((cause, status, message, type, code), (error.Cause, error.Status, error.Message, error.Type, error.Code));
        Assert.Null(error.Body);
        Assert.Null(error.RetryAfter);
    }

    [Theory]
    [InlineData("34s", "34")]
    [InlineData("34.074824224s", "35")]
    [InlineData("0.5s", "1")]
    [InlineData("0s", "0")]
    [InlineData("-1s", null)]
    [InlineData("9e9s", null)]
    [InlineData("99999999s", null)]
    [InlineData("s", null)]
    [InlineData("34", null)]
    public void The_wait_is_in_whole_seconds(string delay, string? expected)
    {
        var body = Error(429, "RESOURCE_EXHAUSTED", "slow", $$"""{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"{{delay}}"}""");
        Assert.Equal(expected, Read(429, body).RetryAfter);
        Assert.Equal(expected, Format.ReadStreamError(Encoding.UTF8.GetBytes(body)).RetryAfter);
    }

    [Fact]
    public void A_header_wins_over_the_body()
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.TryAddWithoutValidation("Retry-After", "7");
        Assert.Equal("7", Format.ReadError(429, response.Headers, Encoding.UTF8.GetBytes(Error(429, "RESOURCE_EXHAUSTED", "m", """{"retryDelay":"3s"}"""))).RetryAfter);
    }

    [Fact]
    public void The_field_at_fault_is_named() =>
        Assert.Equal("contents[0].role", Read(400, Error(400, "INVALID_ARGUMENT", "m", """{"fieldViolations":[{"field":"contents[0].role"},{"field":"x"}]}""")).Param);

    [Theory]
    [InlineData(429, "RESOURCE_EXHAUSTED", FailureCause.RateLimit)]
    [InlineData(503, "UNAVAILABLE", FailureCause.Overload)]
    [InlineData(500, "INTERNAL", FailureCause.ServerError)]
    [InlineData(400, "INVALID_ARGUMENT", FailureCause.BadRequest)]
    public void Errors_in_streams_are_understood(int code, string name, FailureCause cause)
    {
        var error = Format.ReadStreamError(Encoding.UTF8.GetBytes(Error(code, name, "m")));
        Assert.Equal((cause, code, "m", name), (error.Cause, error.Status, error.Message, error.Type));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"error":{"code":99999999999}}""")]
    public void An_error_that_says_nothing_is_the_servers(string data)
    {
        var error = Format.ReadStreamError(Encoding.UTF8.GetBytes(data));
        Assert.Equal((FailureCause.ServerError, 0), (error.Cause, error.Status));
        Assert.NotEmpty(error.Message);
    }

    private static string Error(int code, string status, string message, params string[] details) =>
        $$$"""{"error":{"code":{{{code}}},"message":"{{{message}}}","status":"{{{status}}}"{{{(details.Length > 0 ? $",\"details\":[{string.Join(',', details)}]" : "")}}}}}""";

    private static ProviderError Read(int status, string body)
    {
        using var response = new HttpResponseMessage();
        return Format.ReadError(status, response.Headers, Encoding.UTF8.GetBytes(body));
    }
}
