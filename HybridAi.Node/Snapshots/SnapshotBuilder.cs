using System.Collections.Frozen;
using HybridAi.Core.Budgets;
using HybridAi.Core.Caching.Rules;
using HybridAi.Core.Configuration;
using HybridAi.Core.RateLimiting;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Tenancy;
using HybridAi.Node.AutoModels;
using HybridAi.Node.Deployments;
using HybridAi.Node.Budgets;
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
        var configured = providers.Build(stored.ProviderKeys, stored.Providers, stored.SwitchedOff);
        var keyless = providers.WithoutKey(configured, stored.Providers, stored.SwitchedOff);
        var warnings = keyless.Where(provider => settings.Providers.ContainsKey(provider.Name))
            .Select(provider => $"Provider '{provider.Name}' is left out: it has no key. Set Providers:{provider.Name}:ApiKey, the variable of its profile, or one over the API.").ToList();
        var deployments = RegisteredDeployments.Build(stored, configured, providers);
        warnings.AddRange(deployments.All.Where(one => one.Problem is not null).Select(one => $"Deployment '{one.Definition.Name}' is left out: {one.Problem}"));
        var aliases = ResolveAliases(configured, deployments.Standing, warnings);
        ProviderModels[] listed = [.. configured.Select(provider => provider.Models)];
        var autos = ConfiguredAutoModels.Build(stored, new ModelIndex(listed, aliases, deployments.Standing), _quality);
        warnings.AddRange(autos.Problems.Select(problem => $"Auto model '{problem.Key}': {problem.Value}"));
        var models = new ModelIndex(listed, aliases, deployments.Standing, autos.All);
        Deployment[] known = [.. listed.SelectMany(provider => provider.Listed), .. deployments.All.Select(one => one.Deployment).OfType<Deployment>()];
        var rules = RuleBook.Compile(
            stored.RoutingRules.Rules ?? [], known, stored.Keys, (rule, problem) => warnings.Add($"Routing rule '{rule.Name}' is left out: {problem}"));
        guard.AllowPrivate(configured.Where(provider => provider.AllowPrivateNetwork).Select(provider => provider.Endpoint.BaseUrl));
        var firstKeys = KeyLifecycle.FirstOfRotations(stored.Keys);
        return new GatewaySnapshot
        {
            Configuration = stored,
            IsCopy = isCopy,
            Keys = stored.Keys.ToFrozenDictionary(key => key.Hash, key => new SnapshotKey(key, firstKeys.GetValueOrDefault(key.Id, key.Id))),
            Models = models,
            Fallbacks = FallbackPlan.Build(stored.Fallbacks, models, warnings),
            Providers = configured.ToFrozenDictionary(provider => provider.Endpoint.Name, provider => provider.Endpoint),
            AllowedPrivate = configured.Where(provider => provider.AllowPrivateNetwork).Select(provider => provider.Endpoint.Name).ToFrozenSet(),
            SharingPrivatePlace = SharingPrivatePlace(configured),
            KeylessProviders = keyless,
            SwitchedOffProviders = providers.SwitchedOff(stored.ProviderKeys, stored.Providers, stored.SwitchedOff),
            StoredKeys = stored.ProviderKeys.Keys.ToFrozenSet(StringComparer.Ordinal),
            Limits = LimitSet.Of(stored.RateLimits.Concat(settings.RateLimits.ExceptBy(stored.RateLimits.Select(limit => limit.Name), limit => limit.Name))),
            Budgets = new BudgetSet(BudgetDocuments.Merge(settings.Budgets, stored.Budgets)),
            CacheRules = CacheRuleSet.Of(stored.CacheRules),
            Warnings = warnings,
            Deployments = deployments,
            AutoModels = autos,
            Routing = settings.Routing,
            Rules = rules,
            KnownDeployments = known,
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
