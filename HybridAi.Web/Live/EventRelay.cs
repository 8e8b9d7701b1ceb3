using System.Net.Http.Headers;
using HybridAi.Web.Gateway;
using HybridAi.Web.Session;

namespace HybridAi.Web.Live;

/// <summary>
/// Passes the gateway's stream of events on to the reader's browser, which cannot send a key with an event source. Bytes pass as they are, heartbeats and ids too, so that the browser goes on
/// where it was.
/// </summary>
internal sealed class EventRelay(GatewayClients clients, SessionCookie session, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int LongestTopics = 500;

    // The gateway says that it is alive every 15 seconds; a stream that is silent for longer is dead.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    public async Task ServeAsync(HttpContext http)
    {
        if (session.Read(http) is not { } key)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        using var silence = new CancellationTokenSource(Silence, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping, silence.Token);
        try
        {
            using var answer = await OpenAsync(http, key, end.Token);
            http.Response.StatusCode = (int)answer.StatusCode;
            if (!answer.IsSuccessStatusCode)
                return;
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-store";
            // Proxies before the site would otherwise keep events back.
            http.Response.Headers["X-Accel-Buffering"] = "no";
            await using var events = await answer.Content.ReadAsStreamAsync(end.Token);
            await CopyAsync(events, http.Response, silence, end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException || GatewayFailures.IsFailure(e, http.RequestAborted))
        {
            // The browser went away, or the gateway did: then the browser connects again.
            if (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(HttpContext http, string key, CancellationToken cancellationToken)
    {
        var topics = http.Request.Query["topics"].ToString();
        var address = "api/events" + (topics.Length is > 0 and <= LongestTopics ? QueryString.Create("topics", topics) : QueryString.Empty);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 and < 32 } last)
            request.Headers.TryAddWithoutValidation("Last-Event-ID", last);
        return await clients.Http().SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static async Task CopyAsync(Stream events, HttpResponse response, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        var buffer = new byte[8192];
        // The browser is told at once that it is connected, even if nothing happens.
        await response.StartAsync(cancellationToken);
        while (await events.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            silence.CancelAfter(Silence);
            await response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
        }
    }
}
