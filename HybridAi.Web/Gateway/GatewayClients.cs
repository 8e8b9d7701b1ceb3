using HybridAi.Client;
using Microsoft.Extensions.Options;

namespace HybridAi.Web.Gateway;

/// <summary>Calls the gateway's API with a visitor's own key.</summary>
internal sealed class GatewayClients(IHttpClientFactory clients, IOptionsMonitor<WebOptions> options)
{
    public const string Name = "gateway";

    public HybridAiClient For(string apiKey) => new(Http(), apiKey);

    /// <summary>For what the client does not do. The time-out ends at the headers of an answer that is read as it comes.</summary>
    public HttpClient Http()
    {
        var settings = options.CurrentValue;
        var address = settings.GatewayAddress ?? throw new InvalidOperationException("WebOptions.GatewayAddress is not set: the host must name its gateway.");
        var http = clients.CreateClient(Name);
        http.BaseAddress = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        http.Timeout = settings.GatewayTimeout;
        return http;
    }
}
