using System.Net;
using HybridAi.Client;
using HybridAi.Client.Errors;
using HybridAi.Client.Usage;

namespace HybridAi.Web.Tests.Client;

/// <summary>What the client makes of answers; that it speaks the gateway's API is shown by the gateway's tests, which use it.</summary>
public sealed class HybridAiClientTests
{
    [Fact]
    public async Task An_error_keeps_its_status_code_message_and_parameter()
    {
        var (client, _) = Answering(HttpStatusCode.Conflict, """{"error":{"message":"Read it again.","type":"conflict_error","code":"stale_revision","param":"revision"}}""");
        var failure = await Assert.ThrowsAsync<HybridAiApiException>(() => client.MeAsync());
        Assert.Equal((HttpStatusCode.Conflict, "stale_revision", "Read it again.", "revision"), (failure.Status, failure.Code, failure.Message, failure.Param));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, "<html>Bad gateway</html>")]
    [InlineData(HttpStatusCode.BadGateway, "")]
    [InlineData(HttpStatusCode.InternalServerError, "{}")]
    [InlineData(HttpStatusCode.NotFound, """{"error":"not an object"}""")]
    [InlineData(HttpStatusCode.OK, "<html>Welcome</html>")]
    [InlineData(HttpStatusCode.OK, "null")]
    [InlineData(HttpStatusCode.OK, "{}")]
    public async Task What_is_not_the_APIs_own_answer_is_said_to_be_so(HttpStatusCode status, string body)
    {
        var (client, calls) = Answering(status, body);
        var failure = await Assert.ThrowsAsync<HybridAiApiException>(() => client.MeAsync());
        Assert.Equal((status, null), (failure.Status, failure.Code));
        Assert.Contains("is the address that of a HybridAi gateway?", failure.Message);
        Assert.Single(calls);
    }

    [Fact]
    public async Task Filters_are_sent_escaped_and_only_if_set()
    {
        var (client, calls) = Answering(HttpStatusCode.OK, """{"data":[],"next":null}""");
        await client.UsageAsync(new UsageFilter { From = "2026-03-01T12:00:00+01:00", Model = "a/b & c", Limit = 5 });
        Assert.Equal("/base/api/usage?from=2026-03-01T12%3A00%3A00%2B01%3A00&model=a%2Fb%20%26%20c&limit=5", Assert.Single(calls));
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled()
    {
        var (client, _) = Answering(HttpStatusCode.OK, "{}");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.MeAsync(new CancellationToken(canceled: true)));
    }

    private static (HybridAiClient Client, List<string> Calls) Answering(HttpStatusCode status, string body)
    {
        var handler = new CannedHandler(status, body);
        return (new HybridAiClient(new HttpClient(handler) { BaseAddress = new Uri("http://gateway.test/base/") }, "hai-key"), handler.Calls);
    }

    private sealed class CannedHandler(HttpStatusCode status, string body) : HttpMessageHandler
    {
        public List<string> Calls { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Assert.Equal("Bearer hai-key", request.Headers.Authorization!.ToString());
            Calls.Add(request.RequestUri!.PathAndQuery);
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) });
        }
    }
}
