using System.Net;
using HybridAi.Client;
using Microsoft.Extensions.Options;

namespace HybridAi.Web.Gateway;

/// <summary>Calls the gateway's API with a visitor's own key.</summary>
internal sealed class GatewayClients(IOptionsMonitor<WebOptions> options) : IDisposable
{
    // The gateway is a neighbour: no proxy, no redirects, no cookies that one visitor could leave to the next.
    private readonly SocketsHttpHandler _handler = new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AutomaticDecompression = DecompressionMethods.None,
    };

    public HybridAiClient For(string apiKey)
    {
        var settings = options.CurrentValue;
        var address = settings.GatewayAddress ?? throw new InvalidOperationException("WebOptions.GatewayAddress is not set: the host must name its gateway.");
        var http = new HttpClient(_handler, disposeHandler: false)
        {
            BaseAddress = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/"),
            Timeout = settings.GatewayTimeout,
        };
        return new HybridAiClient(http, apiKey);
    }

    public void Dispose() => _handler.Dispose();
}
