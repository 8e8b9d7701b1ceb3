using HybridAi.Node.Settings;
using HybridAi.Node.Snapshots;
using HybridAi.ServiceDefaults;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HybridAi.Node.Hosting;

/// <summary>Puts into a host what gateway and worker have in common: the service defaults, settings, storage, providers and the snapshot.</summary>
public static class NodeHosting
{
    /// <summary>Reads the configuration and registers everything, once a host: a second call gives what the first one read.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="simulatedProviders">Addresses of simulated providers by name, used for those that no key is known of.</param>
    /// <exception cref="ConfigurationException">The configuration cannot be used; every error is listed.</exception>
    public static NodeSettings AddNode(this IHostApplicationBuilder builder, IReadOnlyDictionary<string, Uri> simulatedProviders)
    {
        if (builder.Services.FirstOrDefault(service => service.ServiceType == typeof(NodeSettings))?.ImplementationInstance is NodeSettings known)
            return known;
        var settings = NodeSettings.Read(builder.Configuration, simulatedProviders, builder.Environment.EnvironmentName);
        builder.AddServiceDefaults(settings.Service);
        builder.Services.AddNodeServices(settings);
        return settings;
    }

    /// <summary>Opens database and journal of a built host, if they are not open yet. Nothing can be served before.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="StorageException">Something has to be put right first; the message says what.</exception>
    public static Task OpenNodeAsync(this IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<OpenedStorage>().OpenAsync(cancellationToken);

    /// <summary>Builds the first snapshot of an opened host: from the database or, while that cannot be reached, from the copy of an earlier run.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="StorageUnavailableException">There is neither database nor copy.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The stored provider keys were encrypted under another master key.</exception>
    public static async Task LoadSnapshotAsync(this IServiceProvider services, CancellationToken cancellationToken)
    {
        var snapshots = services.GetRequiredService<SnapshotHolder>();
        try
        {
            await snapshots.RefreshAsync(cancellationToken);
        }
        catch (StorageUnavailableException)
        {
            if (services.GetRequiredService<OpenedStorage>().Module.Copy?.Load() is not { } copy)
                throw;
            snapshots.ServeCopy(copy);
        }
    }
}
