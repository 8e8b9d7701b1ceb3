using System.Security.Cryptography;
using System.Text;
using HybridAi.Gateway.Configuration;
using HybridAi.Gateway.Endpoints;
using HybridAi.Gateway.Endpoints.Inference;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Storage;

namespace HybridAi.Gateway.Hosting;

/// <summary>Puts the gateway into a web host.</summary>
public static class GatewayHosting
{
    /// <summary>Reads the configuration, opens database and journal, and registers the gateway.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="options">What the host decides.</param>
    /// <returns>What must be disposed after the host has stopped.</returns>
    /// <exception cref="ConfigurationException">The configuration cannot be used; every error is listed.</exception>
    /// <exception cref="StorageException">The data directory cannot be used.</exception>
    public static async Task<GatewayInstance> AddGatewayAsync(this WebApplicationBuilder builder, GatewayHostOptions options)
    {
        var settings = GatewaySettings.Read(builder.Configuration, options.SimulatedProviders);
        var loggers = LoggerFactory.Create(logging => logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole());
        var storage = await StorageModule.OpenAsync(settings.ToStorageOptions(), database: null, TimeProvider.System, loggers, CancellationToken.None);
        var instance = new GatewayInstance(settings, storage, loggers);
        try
        {
            var administrator = new AdministratorKey(settings, storage.Tenancy, TimeProvider.System);
            instance.AdministratorKeyFile = await administrator.EnsureAsync(options.MakesUpAdministratorKey, CancellationToken.None);
        }
        catch (Exception)
        {
            await instance.DisposeAsync();
            throw;
        }

        // A framework log line per request costs more than the request itself.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("System.Net.Http", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None).AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            // Without a throw for what is no UTF-8, such as Latin-1: the server would answer 400 without a word.
            server.RequestHeaderEncodingSelector = static _ => Encoding.UTF8;
            // The inference API counts a body's own bytes; the server's limit also counts the framing of a chunked one, so it leaves room for that.
            server.Limits.MaxRequestBodySize = settings.Gateway.MaxBodySize.Bytes + (settings.Gateway.MaxBodySize.Bytes / 8) + 64;
        });
        builder.Services.AddGatewayServices(settings, storage);
        return instance;
    }

    /// <summary>Builds the first snapshot, then maps the inference API, the management API, health and the API description.</summary>
    /// <param name="app">The host.</param>
    /// <exception cref="ConfigurationException">No provider can be used, or the stored provider keys cannot be read.</exception>
    public static async Task MapGatewayAsync(this WebApplication app)
    {
        await LoadAsync(app.Services.GetRequiredService<SnapshotHolder>());
        app.MapInference();
        app.MapManagementApi();
        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    private static async Task LoadAsync(SnapshotHolder snapshots)
    {
        try
        {
            await snapshots.RefreshAsync(CancellationToken.None);
        }
        catch (CryptographicException unreadable)
        {
            throw new ConfigurationException(
                [$"HYBRIDAI_MASTER_KEY: the provider keys in the database cannot be decrypted ({unreadable.Message}); give the key that they were stored under."]);
        }

        if (snapshots.Current.Providers.Count == 0)
            throw new ConfigurationException(["Providers: none can be used; set a provider's key, such as OPENAI_API_KEY, or configure one under Providers:NAME."]);
    }
}
