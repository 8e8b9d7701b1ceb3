using HybridAi.Client;
using Microsoft.Extensions.Options;

namespace HybridAi.Web.Gateway;

/// <summary>Calls the gateway's API with a visitor's own key.</summary>
internal sealed class GatewayClients(IHttpClientFactory clients, IOptionsMonitor<WebOptions> options)
{
    public const string Name = "gateway";

    public HybridAiClient For(string apiKey) => new(Http(), apiKey);

    /// <summary>For a gateway that is not the site's.</summary>
    public HybridAiClient For(Uri address, TimeSpan timeout, string apiKey) => new(Http(address, timeout), apiKey);

    /// <summary>For what the client does not do. The time-out ends at the headers of an answer that is read as it comes.</summary>
    /// <param name="timeout">How long to wait; null: as long as for everything.</param>
    public HttpClient Http(TimeSpan? timeout = null)
    {
        var settings = options.CurrentValue;
        var address = settings.GatewayAddress ?? throw new InvalidOperationException("WebOptions.GatewayAddress is not set: the host must name its gateway.");
        return Http(address, timeout ?? settings.GatewayTimeout);
    }

    private HttpClient Http(Uri address, TimeSpan timeout)
    {
        var http = clients.CreateClient(Name);
        http.BaseAddress = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        http.Timeout = timeout;
        return http;
    }
}
