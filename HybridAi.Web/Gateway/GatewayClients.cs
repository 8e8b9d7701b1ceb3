using HybridAi.Client;
using Microsoft.Extensions.Options;

namespace HybridAi.Web.Gateway;

/// <summary>Calls the gateway's API with a visitor's own key.</summary>
internal sealed class GatewayClients(IHttpClientFactory clients, IOptionsMonitor<WebOptions> options)
{
    public const string Name = "gateway";

    /// <summary>The client that models are asked with, which takes part in none of the time-outs of the other.</summary>
    public const string InferenceName = "gateway-inference";

    /// <summary>The client of backups, likewise.</summary>
    public const string BackupName = "gateway-backup";

    public HybridAiClient For(string apiKey) => new(Http(), apiKey);

    /// <summary>For a gateway that is not the site's.</summary>
    public HybridAiClient For(Uri address, TimeSpan timeout, string apiKey) => new(Http(address, timeout), apiKey);

    /// <summary>For making and restoring backups, which takes longer the more there is in them.</summary>
    public HybridAiClient ForBackups(string apiKey) => new(Http(Address, options.CurrentValue.BackupTimeout, BackupName), apiKey);

    /// <summary>For what the client does not do. The time-out ends at the headers of an answer that is read as it comes.</summary>
    public HttpClient Http() => Http(Address, options.CurrentValue.GatewayTimeout);

    /// <summary>For asking models, whose answers begin with their first content: the caller says how long it waits, and nothing is asked twice.</summary>
    public HttpClient ForInference() => Http(Address, Timeout.InfiniteTimeSpan, InferenceName);

    private Uri Address => options.CurrentValue.GatewayAddress ?? throw new InvalidOperationException("WebOptions.GatewayAddress is not set: the host must name its gateway.");

    private HttpClient Http(Uri address, TimeSpan timeout, string name = Name)
    {
        var http = clients.CreateClient(name);
        http.BaseAddress = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        http.Timeout = timeout;
        return http;
    }
}
