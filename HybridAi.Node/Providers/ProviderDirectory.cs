using HybridAi.Node.Snapshots;
using HybridAi.Providers.Http;

namespace HybridAi.Node.Providers;

/// <summary>Lists the snapshot's providers, then those that lack a key.</summary>
public sealed class ProviderDirectory(SnapshotHolder snapshots) : IProviderDirectory
{
    public IReadOnlyList<ProviderInfo> List()
    {
        var snapshot = snapshots.Current;
        return
        [
            .. snapshot.Models.Providers.Select(provider => Describe(snapshot, snapshot.Providers[provider.Provider], provider.Listed.Count())),
            .. snapshot.KeylessProviders,
        ];
    }

    private static ProviderInfo Describe(GatewaySnapshot snapshot, ProviderEndpoint endpoint, int models) => new(
        endpoint.Name, endpoint.Format.Name, endpoint.BaseUrl, endpoint.IsSimulated,
        snapshot.StoredKeys.Contains(endpoint.Name) ? ProviderKeySource.Api
            : endpoint.HasKey && !endpoint.IsSimulated ? ProviderKeySource.Environment : ProviderKeySource.None,
        models);
}
