using HybridAi.Core.Catalog;
using HybridAi.Gateway.Configuration;

namespace HybridAi.Gateway.Hosting;

/// <summary>What a host may tell its user about a started gateway.</summary>
/// <param name="Providers">The names of the real providers.</param>
/// <param name="SimulatedProviders">The names of the simulated ones.</param>
/// <param name="ExampleModel">A chat model that can be asked for, or null if there is none.</param>
/// <param name="Warnings">What is wrong with the configuration, though not wrong enough to stop the start.</param>
public sealed record GatewayOverview(
    IReadOnlyList<string> Providers, IReadOnlyList<string> SimulatedProviders, string? ExampleModel, IReadOnlyList<string> Warnings)
{
    /// <summary>Describes the gateway of a host, once it is mapped.</summary>
    /// <param name="app">The host.</param>
    public static GatewayOverview Of(WebApplication app)
    {
        var snapshot = app.Services.GetRequiredService<SnapshotHolder>().Current;
        var example = snapshot.Models.Providers.SelectMany(provider => provider.Listed)
            .FirstOrDefault(deployment => deployment.Kind is null or ModelKind.Chat && deployment.CatalogModel?.Status is null or ModelStatus.Active);
        return new GatewayOverview(
            [.. Names(snapshot, simulated: false)], [.. Names(snapshot, simulated: true)], example?.Id, snapshot.Warnings);
    }

    private static IEnumerable<string> Names(GatewaySnapshot snapshot, bool simulated) => snapshot.Models.Providers
        .Select(provider => provider.Provider).Where(name => snapshot.Providers[name].IsSimulated == simulated);
}
