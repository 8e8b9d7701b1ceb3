using System.Net;
using System.Net.Security;

namespace HybridAi.Providers.Http;

/// <summary>The one HTTP client that all providers are called with: a shared connection pool, no redirects, no cookies, no retries.</summary>
public sealed class UpstreamClient : IDisposable
{
    private readonly HttpMessageInvoker _invoker;

    /// <summary>Opens the client.</summary>
    /// <param name="options">Its limits.</param>
    /// <param name="guard">Decides which addresses may be connected to.</param>
    public UpstreamClient(UpstreamOptions options, AddressGuard guard)
    {
        var handler = new SocketsHttpHandler
        {
            // Redirects could lead anywhere; encodings would have to be undone; trace headers are nobody's business outside.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = options.UseSystemProxy,
            ActivityHeadersPropagator = null,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = options.ConnectionLifetime,
            PooledConnectionIdleTimeout = options.ConnectionIdleTime,
            MaxConnectionsPerServer = options.MaxConnectionsPerProvider,
            MaxResponseHeadersLength = 64,
            // An answer that is given up is read on in the hope of its end, so that the connection can be used again. That is worth it for a
            // stream's last bytes behind its terminator; a provider that goes on for longer goes on billing.
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(250),
            SslOptions = new SslClientAuthenticationOptions { ApplicationProtocols = [SslApplicationProtocol.Http11] },
        };
        // A proxy connects for us; the addresses behind it are its to guard.
        if (!options.UseSystemProxy)
            handler.ConnectCallback = guard.ConnectAsync;
        _invoker = new HttpMessageInvoker(handler);
    }

    /// <summary>Sends a request; returns as soon as the response's headers are there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the call, and with it the connection.</param>
    /// <exception cref="HttpRequestException">No connection, a broken one, or an answer that is no HTTP.</exception>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _invoker.SendAsync(request, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _invoker.Dispose();
}
