using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Net;
using System.Text;
using HybridAi.Core.Routing;
using HybridAi.Core.Secrets;
using HybridAi.Providers.Http;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Wire;

namespace HybridAi.Providers.Tests.Http;

public sealed class UpstreamClientTests : IDisposable
{
    private readonly LoopbackServer _server = new();
    private readonly UpstreamClient _client = new(new UpstreamOptions(), new AddressGuard { AllowAll = true });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Fact(Timeout = 10_000)]
    public async Task The_edited_body_arrives_byte_for_byte_with_its_length_and_nothing_else()
    {
        var text = new string('ü', 100_000);
        using var activity = new Activity("traced").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var scan = BodyScan.TryScan(Encoding.UTF8.GetBytes($$"""{"hybridai":1,"model":"p/x", "messages":"{{text}}","user":"u"}"""), out _);
        var endpoint = new ProviderEndpoint("p", ProviderProfiles.Find("mistral")!, new OpenAiFormat(), _server.Address, new Secret("sk-1"), false, [], null);
        using var request = endpoint.CreateRequest(InferenceApi.ChatCompletions, new Deployment { Provider = "p", Model = "m" }, scan!, true, out _);
        var sending = _client.SendAsync(request, Token);
        var received = await _server.ReadRequestAsync(Token);
        await _server.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: a=b\r\n\r\n{}", Token);
        using var response = await sending;

        var body = $$"""{"model":"m", "messages":"{{text}}"}""";
        var parts = received.Split("\r\n\r\n", 2);
        Assert.Equal(body, parts[1]);
        var lines = parts[0].Split("\r\n");
        Assert.Equal("POST /v1/chat/completions HTTP/1.1", lines[0]);
        Assert.Equal(
            ["Authorization: Bearer sk-1", $"Content-Length: {Encoding.UTF8.GetByteCount(body)}", "Content-Type: application/json", $"Host: localhost:{_server.Port}"],
            lines.Skip(1).Order(StringComparer.Ordinal));

        // Neither is the cookie sent back nor the connection thrown away.
        Assert.Equal("{}", await response.Content.ReadAsStringAsync(Token));
        using var again = endpoint.CreateRequest(InferenceApi.ChatCompletions, new Deployment { Provider = "p", Model = "m" }, scan!, true, out _);
        var sendingAgain = _client.SendAsync(again, Token);
        Assert.DoesNotContain("ookie", await _server.ReadRequestAsync(Token), StringComparison.Ordinal);
        await _server.SendAsync("HTTP/1.1 204 No Content\r\n\r\n", Token);
        (await sendingAgain).Dispose();
    }

    [Theory(Timeout = 10_000)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirects_are_answers_not_followed(int status)
    {
        // Nobody listens there: following it fails.
        var elsewhere = new LoopbackServer();
        var port = elsewhere.Port;
        elsewhere.Dispose();
        using var response = await AnswerAsync($"HTTP/1.1 {status} Moved\r\nLocation: http://127.0.0.1:{port}/\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact(Timeout = 10_000)]
    public async Task Encoded_answers_stay_as_they_are()
    {
        using var response = await AnswerAsync("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain");
        Assert.Equal("plain", await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
    }

    [Fact(Timeout = 10_000)]
    public async Task Cancelling_the_wait_for_an_answer_closes_the_connection()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, _server.Address);
        var sending = _client.SendAsync(request, cancellation.Token);
        await _server.ReadRequestAsync(Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await _server.UntilClosedAsync(Token);
    }

    [Fact(Timeout = 10_000)]
    public async Task Cancelling_a_read_in_the_middle_of_an_answer_closes_the_connection()
    {
        using var response = await AnswerAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ndata:\r\n");
        await using var stream = await response.Content.ReadAsStreamAsync(Token);
        var buffer = new byte[100];
        Assert.Equal(5, await stream.ReadAsync(buffer, Token));
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var reading = stream.ReadAsync(buffer, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await _server.UntilClosedAsync(Token);
    }

    [Fact(Timeout = 10_000)]
    public async Task An_answer_that_is_no_HTTP_is_a_failure()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _server.Address);
        var sending = _client.SendAsync(request, Token);
        await _server.ReadRequestAsync(Token);
        await _server.SendAsync("SSH-2.0-x\r\n\r\n", Token);
        await Assert.ThrowsAsync<HttpRequestException>(() => sending);
    }

    [Fact]
    public void Default_options_are_valid()
    {
        var options = new UpstreamOptions();
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        options.MaxAnswerBytes = 1;
        Assert.Throws<ValidationException>(() => Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true));
    }

    private async Task<HttpResponseMessage> AnswerAsync(string answer)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, _server.Address);
        var sending = _client.SendAsync(request, Token);
        await _server.ReadRequestAsync(Token);
        await _server.SendAsync(answer, Token);
        return await sending;
    }
}
