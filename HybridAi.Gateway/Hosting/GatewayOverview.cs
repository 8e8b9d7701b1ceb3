using HybridAi.Core.Catalog;
using HybridAi.Node.Settings;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Hosting;

/// <summary>What a host may tell its user about a started gateway.</summary>
/// <param name="Providers">The names of the real providers.</param>
/// <param name="SimulatedProviders">The names of the simulated ones.</param>
/// <param name="ExampleModel">A chat model that can be asked for, or null if there is none.</param>
/// <param name="DataDirectory">The data directory, as a full path.</param>
/// <param name="AdministratorKeyFile">Where the made-up administrator key lies, or null if there is none that administers (any more).</param>
/// <param name="HasGivenAdministratorKey">Whether the environment gave an administrator key.</param>
/// <param name="Warnings">What is wrong with the configuration, though not wrong enough to stop the start.</param>
public sealed record GatewayOverview(
    IReadOnlyList<string> Providers, IReadOnlyList<string> SimulatedProviders, string? ExampleModel, string DataDirectory, string? AdministratorKeyFile,
    bool HasGivenAdministratorKey, IReadOnlyList<string> Warnings)
{
    /// <summary>Describes the gateway of a host, once it is mapped.</summary>
    /// <param name="app">The host.</param>
    public static GatewayOverview Of(WebApplication app)
    {
        var snapshot = app.Services.GetRequiredService<SnapshotHolder>().Current;
        var settings = app.Services.GetRequiredService<NodeSettings>();
        var example = snapshot.Models.Providers.SelectMany(provider => provider.Listed)
            .FirstOrDefault(deployment => deployment.Kind is null or ModelKind.Chat && deployment.CatalogModel?.Status is null or ModelStatus.Active);
        return new GatewayOverview(
            [.. Names(snapshot, simulated: false)], [.. Names(snapshot, simulated: true)], example?.Id,
            settings.DataDirectory, app.Services.GetRequiredService<AdministratorKey>().KeyFile, settings.AdministratorKey is not null, snapshot.Warnings);
    }

    private static IEnumerable<string> Names(GatewaySnapshot snapshot, bool simulated) => snapshot.Models.Providers
        .Select(provider => provider.Provider).Where(name => snapshot.Providers[name].IsSimulated == simulated);
}
