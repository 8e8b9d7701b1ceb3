using HybridAi.Node.Snapshots;

namespace HybridAi.Node.Providers;

/// <summary>Lists the snapshot's providers, then those that lack a key, then those that were switched off.</summary>
public sealed class ProviderDirectory(SnapshotHolder snapshots) : IProviderDirectory
{
    public IReadOnlyList<ProviderInfo> List()
    {
        var snapshot = snapshots.Current;
        return
        [
            .. snapshot.Models.Providers.Select(provider => ProviderInfo.Of(snapshot.Providers[provider.Provider], snapshot.StoredKeys.Contains(provider.Provider), provider.Listed.Count())),
            .. snapshot.IdleProviders,
        ];
    }
}
