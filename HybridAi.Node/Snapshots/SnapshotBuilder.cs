using System.Collections.Frozen;
using HybridAi.Core.Configuration;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Tenancy;
using HybridAi.Node.AutoModels;
using HybridAi.Node.Deployments;
using HybridAi.Node.Providers;
using HybridAi.Node.Settings;
using HybridAi.Providers.Http;

namespace HybridAi.Node.Snapshots;

/// <summary>Builds snapshots from the settings, which are the floor, and what administrators set, which wins.</summary>
public sealed class SnapshotBuilder(NodeSettings settings, ProviderSetup providers, AddressGuard guard)
{
    private readonly ModelQuality _quality = ModelQuality.LoadBuiltIn();

    public GatewaySnapshot Build(StoredConfiguration stored, bool isCopy)
    {
        var configured = providers.Build(stored.ProviderKeys, stored.Providers);
        var keyless = providers.WithoutKey(configured, stored.Providers);
        var warnings = keyless.Where(provider => settings.Providers.ContainsKey(provider.Name))
            .Select(provider => $"Provider '{provider.Name}' is left out: it has no key. Set Providers:{provider.Name}:ApiKey, the variable of its profile, or one over the API.").ToList();
        if (settings.Cache.Enabled)
            warnings.Add("Cache:Enabled is set, but this version caches no answers.");
        var deployments = RegisteredDeployments.Build(stored, configured, providers);
        warnings.AddRange(deployments.All.Where(one => one.Problem is not null).Select(one => $"Deployment '{one.Definition.Name}' is left out: {one.Problem}"));
        var aliases = ResolveAliases(configured, deployments.Standing, warnings);
        ProviderModels[] listed = [.. configured.Select(provider => provider.Models)];
        var autos = ConfiguredAutoModels.Build(stored, new ModelIndex(listed, aliases, deployments.Standing), _quality);
        warnings.AddRange(autos.Problems.Select(problem => $"Auto model '{problem.Key}': {problem.Value}"));
        var models = new ModelIndex(listed, aliases, deployments.Standing, autos.All);
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
            Warnings = warnings,
            Deployments = deployments,
            AutoModels = autos,
            Routing = settings.Routing,
        };
    }

    private static FrozenSet<string> SharingPrivatePlace(IReadOnlyList<ConfiguredProvider> configured)
    {
        var allowed = configured.Where(provider => provider.AllowPrivateNetwork).Select(provider => provider.Endpoint.BaseUrl.Authority).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return configured.Where(provider => !provider.AllowPrivateNetwork && allowed.Contains(provider.Endpoint.BaseUrl.Authority))
            .Select(provider => provider.Endpoint.Name).ToFrozenSet();
    }

    private Dictionary<string, Deployment[]> ResolveAliases(
        IReadOnlyList<ConfiguredProvider> configured, IReadOnlyDictionary<string, Deployment[]> standing, List<string> warnings)
    {
        var unaliased = new ModelIndex([.. configured.Select(provider => provider.Models)], new Dictionary<string, Deployment[]>(), standing);
        var aliases = new Dictionary<string, Deployment[]>();
        foreach (var (alias, targets) in settings.Aliases)
        {
            List<Deployment>? found = null;
            foreach (var target in targets)
            {
                if (unaliased.Find(target) is { } deployments)
                    (found ??= []).AddRange(deployments);
                else
                    warnings.Add($"Alias '{alias}' names '{target}', which no configured provider has.");
            }

            if (found is not null)
                aliases[alias] = [.. found.Distinct()];
        }

        return aliases;
    }
}
