using System.Net;

namespace HybridAi.Web.Tests.Live;

public sealed class EventRelayTests : IAsyncLifetime
{
    private readonly Site _site = new();

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Events_pass_as_they_are_by_the_readers_own_key()
    {
        _site.Gateway.Events = "id: 4711\nevent: jobs\ndata: {\"id\":4711}\n\n: alive\nid: 4715\n\n";
        await _site.SignInAsync("hai-operator");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/live?topics=jobs,usage") { Headers = { { "Last-Event-ID", "17" } } };
        using var answer = await _site.Browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        await using var body = await answer.Content.ReadAsStreamAsync();
        var read = new byte[_site.Gateway.Events.Length];
        await body.ReadExactlyAsync(read);
        Assert.Equal(_site.Gateway.Events, System.Text.Encoding.UTF8.GetString(read));
        Assert.Equal("/api/events?topics=jobs,usage hai-operator", _site.Gateway.Calls[^1]);
        Assert.Equal("17", _site.Gateway.LastEventId);
    }

    [Fact]
    public async Task Nobody_gets_events_without_a_sign_in()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await _site.Browser.GetAsync("/live?topics=jobs")).StatusCode);
        Assert.Empty(_site.Gateway.Calls);
    }

    [Fact]
    public async Task A_refusal_of_the_gateway_is_the_sites_too()
    {
        await _site.SignInAsync("hai-viewer");
        _site.Gateway.Failure = (429, "Too many streams");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await _site.Browser.GetAsync("/live")).StatusCode);
        await _site.Gateway.DisposeAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _site.Browser.GetAsync("/live")).StatusCode);
    }
}
