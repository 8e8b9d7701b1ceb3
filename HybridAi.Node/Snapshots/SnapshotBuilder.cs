using System.Collections.Frozen;
using HybridAi.Core.Budgets;
using HybridAi.Core.Configuration;
using HybridAi.Core.Routing;
using HybridAi.Core.Tenancy;
using HybridAi.Node.Budgets;
using HybridAi.Node.Providers;
using HybridAi.Node.Settings;
using HybridAi.Providers.Http;

namespace HybridAi.Node.Snapshots;

/// <summary>Builds snapshots from the settings, which are the floor, and what administrators set, which wins.</summary>
public sealed class SnapshotBuilder(NodeSettings settings, ProviderSetup providers, AddressGuard guard)
{
    public GatewaySnapshot Build(StoredConfiguration stored, bool isCopy)
    {
        var configured = providers.Build(stored.ProviderKeys, stored.Providers);
        var keyless = providers.WithoutKey(configured, stored.Providers);
        var warnings = keyless.Where(provider => settings.Providers.ContainsKey(provider.Name))
            .Select(provider => $"Provider '{provider.Name}' is left out: it has no key. Set Providers:{provider.Name}:ApiKey, the variable of its profile, or one over the API.").ToList();
        if (settings.Cache.Enabled)
            warnings.Add("Cache:Enabled is set, but this version caches no answers.");
        var models = new ModelIndex([.. configured.Select(provider => provider.Models)], ResolveAliases(configured, warnings));
        guard.AllowPrivate(configured.Where(provider => provider.AllowPrivateNetwork).Select(provider => provider.Endpoint.BaseUrl));
        return new GatewaySnapshot
        {
            Configuration = stored,
            IsCopy = isCopy,
            Keys = stored.Keys.ToFrozenDictionary(key => key.Hash, key => new SnapshotKey(key)),
            Models = models,
            Providers = configured.ToFrozenDictionary(provider => provider.Endpoint.Name, provider => provider.Endpoint),
            AllowedPrivate = configured.Where(provider => provider.AllowPrivateNetwork).Select(provider => provider.Endpoint.Name).ToFrozenSet(),
            SharingPrivatePlace = SharingPrivatePlace(configured),
            KeylessProviders = keyless,
            StoredKeys = stored.ProviderKeys.Keys.ToFrozenSet(StringComparer.Ordinal),
            Budgets = new BudgetSet(BudgetDocuments.Merge(settings.Budgets, stored.Budgets)),
            Warnings = warnings,
        };
    }

    private static FrozenSet<string> SharingPrivatePlace(IReadOnlyList<ConfiguredProvider> configured)
    {
        var allowed = configured.Where(provider => provider.AllowPrivateNetwork).Select(provider => provider.Endpoint.BaseUrl.Authority).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return configured.Where(provider => !provider.AllowPrivateNetwork && allowed.Contains(provider.Endpoint.BaseUrl.Authority))
            .Select(provider => provider.Endpoint.Name).ToFrozenSet();
    }

    private Dictionary<string, Deployment[]> ResolveAliases(IReadOnlyList<ConfiguredProvider> configured, List<string> warnings)
    {
        var unaliased = new ModelIndex([.. configured.Select(provider => provider.Models)], new Dictionary<string, Deployment[]>());
        var aliases = new Dictionary<string, Deployment[]>();
        foreach (var (alias, targets) in settings.Aliases)
        {
            var found = new List<Deployment>();
            foreach (var target in targets)
            {
                if (unaliased.Find(target) is { } deployments)
                    found.AddRange(deployments);
                else
                    warnings.Add($"Alias '{alias}' names '{target}', which no configured provider has.");
            }

            if (found.Count > 0)
                aliases[alias] = [.. found.Distinct()];
        }

        return aliases;
    }
}
