using System.Net;
using HybridAi.ServiceDefaults.Discovery;

namespace HybridAi.Web.Gateway;

/// <summary>Registers what calls gateways.</summary>
internal static class GatewayHosting
{
    /// <summary>Registers it once, whoever asks: an application may have the site and dashboards.</summary>
    public static void AddGatewayClients(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(GatewayClients)))
            return;
        services.AddSingleton<GatewayClients>();
        services.AddGatewayClient(GatewayClients.Name).AddInternalCalls();
        services.AddGatewayClient(GatewayClients.InferenceName).AddInternalWaits();
        services.AddGatewayClient(GatewayClients.BackupName).AddInternalWaits();
    }

    // The gateway is a neighbour: no proxy, no redirects, no cookies that one visitor could leave to the next.
    private static IHttpClientBuilder AddGatewayClient(this IServiceCollection services, string name) =>
        services.AddHttpClient(name).SetHandlerLifetime(Timeout.InfiniteTimeSpan).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            AutomaticDecompression = DecompressionMethods.None,
        });
}
