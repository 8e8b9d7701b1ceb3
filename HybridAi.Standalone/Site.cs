using HybridAi.Web;
using HybridAi.Web.Hosting;
using Microsoft.Extensions.Options;

namespace HybridAi.Standalone;

/// <summary>Serves the status site from the same process. It calls the gateway over HTTP like any other client.</summary>
internal static class Site
{
    /// <summary>Registers it; the keys of its cookies lie in the data directory, so that a restart signs nobody out.</summary>
    public static void AddSite(this WebApplicationBuilder builder, string dataDirectory)
    {
        builder.Services.AddWeb();
        builder.Services.AddSiteKeys(builder.Configuration, dataDirectory);
    }

    /// <summary>Tells it where the gateway is, which is only known once the server listens.</summary>
    public static void TellSite(this WebApplication app, Uri address, string? exampleModel)
    {
        // The instance that the site reads: IOptions has another.
        var options = app.Services.GetRequiredService<IOptionsMonitor<WebOptions>>().CurrentValue;
        options.GatewayAddress = address;
        options.ExampleModel = exampleModel ?? options.ExampleModel;
    }
}
