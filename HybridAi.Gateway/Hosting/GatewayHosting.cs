using System.Security.Cryptography;
using System.Text;
using HybridAi.Gateway.Endpoints;
using HybridAi.Gateway.Endpoints.Inference;
using HybridAi.Node.Hosting;
using HybridAi.Node.Settings;
using HybridAi.Node.Snapshots;
using HybridAi.ServiceDefaults;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Storage;

namespace HybridAi.Gateway.Hosting;

/// <summary>Puts the gateway into a web host.</summary>
public static class GatewayHosting
{
    /// <summary>Reads the configuration and registers the gateway.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="options">What the host decides.</param>
    /// <returns>The settings of this process.</returns>
    /// <exception cref="ConfigurationException">The configuration cannot be used; every error is listed.</exception>
    public static NodeSettings AddGateway(this WebApplicationBuilder builder, GatewayHostOptions options)
    {
        var settings = builder.AddNode(options.SimulatedProviders);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            // Without a throw for what is no UTF-8, such as Latin-1: the server would answer 400 without a word.
            server.RequestHeaderEncodingSelector = static _ => Encoding.UTF8;
            // The inference API counts a body's own bytes; the server's limit also counts the framing of a chunked one, so it leaves room for that.
            server.Limits.MaxRequestBodySize = settings.Gateway.MaxBodySize.Bytes + (settings.Gateway.MaxBodySize.Bytes / 8) + 64;
        });
        builder.Services.AddSingleton(options);
        builder.Services.AddGatewayServices(settings);
        return settings;
    }

    /// <summary>
    /// Opens database and journal, sees to it that there is an administrator, builds the first snapshot, then maps the inference API, the
    /// management API, health and the API description. Without its Postgres a node starts from the copy of an earlier run.
    /// </summary>
    /// <param name="app">The host.</param>
    /// <exception cref="ConfigurationException">No provider can be used, there is no administrator, or the stored provider keys cannot be read.</exception>
    /// <exception cref="StorageException">Data directory or database cannot be used.</exception>
    public static async Task MapGatewayAsync(this WebApplication app)
    {
        await app.Services.OpenNodeAsync(CancellationToken.None);
        await EnsureAdministratorAsync(app.Services.GetRequiredService<AdministratorKey>());
        await LoadAsync(app.Services);
        app.MapServiceDefaults();
        app.MapInference();
        app.MapManagementApi();
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    private static async Task EnsureAdministratorAsync(AdministratorKey administrator)
    {
        try
        {
            await administrator.EnsureAsync(CancellationToken.None);
        }
        catch (StorageUnavailableException)
        {
            // The start goes on if there is a copy of an earlier configuration; LateAdministrator does the rest.
            return;
        }
    }

    private static async Task LoadAsync(IServiceProvider services)
    {
        try
        {
            await services.LoadSnapshotAsync(CancellationToken.None);
        }
        catch (CryptographicException unreadable)
        {
            throw new ConfigurationException(
                [$"HYBRIDAI_MASTER_KEY: the provider keys in the database cannot be decrypted ({unreadable.Message}); give the key that they were stored under."]);
        }

        if (services.GetRequiredService<SnapshotHolder>().Current.Providers.Count == 0)
            throw new ConfigurationException(["Providers: none can be used; set a provider's key, such as OPENAI_API_KEY, configure one under Providers:NAME, or set Simulator:Address to call a Simulator."]);
    }
}
