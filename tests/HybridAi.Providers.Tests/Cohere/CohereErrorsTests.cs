using System.Text;
using HybridAi.Core.Resilience;
using HybridAi.Providers.Cohere;

namespace HybridAi.Providers.Tests.Cohere;

public sealed class CohereErrorsTests
{
    [Theory]
    [InlineData(400, "invalid request: query must not be empty", FailureCause.BadRequest)]
    [InlineData(400, "too many tokens: size limit exceeded by 11326 tokens.", FailureCause.ContextLength)]
    [InlineData(422, "unprocessable", FailureCause.BadRequest)]
    [InlineData(401, "invalid api token", FailureCause.Authentication)]
    [InlineData(402, "Please add or update your payment method", FailureCause.Quota)]
    [InlineData(403, "no", FailureCause.Permission)]
    [InlineData(404, "model 'xyz' not found", FailureCause.NotFound)]
    [InlineData(429, "You are past the per minute request limit, please wait and try again later.", FailureCause.RateLimit)]
    [InlineData(429, "You are using a Trial key, which is limited to 1000 API calls / month.", FailureCause.Quota)]
    [InlineData(498, "blocked", FailureCause.ContentFilter)]
    [InlineData(499, "cancelled", FailureCause.ServerError)]
    [InlineData(500, "oops", FailureCause.ServerError)]
    [InlineData(501, "not implemented", FailureCause.ServerError)]
    [InlineData(503, "later", FailureCause.Overload)]
    [InlineData(504, "slow", FailureCause.ProviderTimeout)]
    [InlineData(302, "elsewhere", FailureCause.ForbiddenAddress)]
    public void ReadError_ByTheTable(int status, string message, FailureCause cause)
    {
        using var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation("Retry-After", "7");
        var error = new CohereFormat().ReadError(status, response.Headers, Encoding.UTF8.GetBytes($$"""{"id":"x","message":"{{message}}"}"""));

        Assert.Equal((cause, status, message, "7"), (error.Cause, error.Status, error.Message, error.RetryAfter));
        Assert.Null(error.Body);
    }

    [Theory]
    [InlineData("upstream is down", "upstream is down")]
    [InlineData("<html>", "The provider answered 500 without a message.")]
    [InlineData("", "The provider answered 500 without a message.")]
    [InlineData("""{"message":""}""", "The provider answered 500 without a message.")]
    [InlineData("""{"message":"\ud800"}""", "The provider answered 500 without a message.")]
    public void ReadError_WithoutAMessage_StillSaysSomething(string body, string message)
    {
        using var response = new HttpResponseMessage();

        Assert.Equal(message, new CohereFormat().ReadError(500, response.Headers, Encoding.UTF8.GetBytes(body)).Message);
    }
}
