using System.Globalization;
using System.Text;
using HybridAi.Node.Settings;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace HybridAi.Gateway.Events;

/// <summary>An answer of server-sent events, whose reader is cut off if it takes nothing for too long.</summary>
internal sealed class EventResponse(HttpContext http, EventsOptions options, TimeProvider time)
{
    /// <summary>Whether the reader took nothing for too long.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Sends the headers, and how long to wait before connecting again.</summary>
    public Task BeginAsync()
    {
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-store, no-transform";
        // nginx would hold events back.
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        // A reader may be slow for as long as WriteTimeout says. (HTTP/2 has no such limit of a request's own.)
        if (HttpProtocol.IsHttp11(http.Request.Protocol) && http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        // Those that are all ended at once come back at different times.
        Write(string.Create(CultureInfo.InvariantCulture, $"retry: {Random.Shared.Next(1000, 3000)}\n\n"));
        return FlushAsync();
    }

    public void Write(EventFrame frame)
    {
        var bytes = frame.Bytes.Span;
        bytes.CopyTo(http.Response.BodyWriter.GetSpan(bytes.Length));
        http.Response.BodyWriter.Advance(bytes.Length);
    }

    public void Write(string text) => Encoding.UTF8.GetBytes(text, http.Response.BodyWriter);

    public async Task FlushAsync()
    {
        using var late = new CancellationTokenSource(options.WriteTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, http.RequestAborted);
        try
        {
            await http.Response.BodyWriter.FlushAsync(either.Token);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            // The request is marked as aborted only later.
            IsCutOff = true;
            http.Abort();
            throw;
        }
    }
}
