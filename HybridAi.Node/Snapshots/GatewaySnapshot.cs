using System.Collections.Frozen;
using HybridAi.Core.Budgets;
using HybridAi.Core.Caching.Rules;
using HybridAi.Core.Configuration;
using HybridAi.Core.RateLimiting;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Tenancy;
using HybridAi.Node.AutoModels;
using HybridAi.Node.Deployments;
using HybridAi.Node.Providers;
using HybridAi.Node.Settings;
using HybridAi.Providers.Http;

namespace HybridAi.Node.Snapshots;

/// <summary>Everything that requests are decided by, as it stood at one moment. Built off the request path, swapped whole, never changed.</summary>
public sealed class GatewaySnapshot
{
    /// <summary>What administrators had set, as it was read.</summary>
    public required StoredConfiguration Configuration { get; init; }

    /// <summary>Whether that came from the copy on the disk, because the database could not be reached.</summary>
    public required bool IsCopy { get; init; }

    /// <summary>The number of the last change in it: equal on nodes that serve the same.</summary>
    public long Version => Configuration.Version;

    /// <summary>Every key that was ever made, by hash; those that no longer hold say so themselves.</summary>
    public required FrozenDictionary<KeyHash, SnapshotKey> Keys { get; init; }

    /// <summary>What model names stand for.</summary>
    public required ModelIndex Models { get; init; }

    /// <summary>Where requests go on when a model fails.</summary>
    public FallbackPlan Fallbacks { get; init; } = FallbackPlan.Empty;

    /// <summary>The providers by name.</summary>
    public required FrozenDictionary<string, ProviderEndpoint> Providers { get; init; }

    /// <summary>The providers that may be in a private network.</summary>
    public required FrozenSet<string> AllowedPrivate { get; init; }

    /// <summary>The providers that may not be in a private network though another at the same host and port may: their calls are checked one by one.</summary>
    public required FrozenSet<string> SharingPrivatePlace { get; init; }

    /// <summary>The providers that cannot be used for want of a key.</summary>
    public required IReadOnlyList<ProviderInfo> KeylessProviders { get; init; }

    /// <summary>The providers of the configuration that were switched off over the API.</summary>
    public IReadOnlyList<ProviderInfo> SwitchedOffProviders { get; init; } = [];

    /// <summary>The providers that there are and that cannot be used now.</summary>
    public IEnumerable<ProviderInfo> IdleProviders => KeylessProviders.Concat(SwitchedOffProviders);

    /// <summary>The providers whose key was set over the API.</summary>
    public required FrozenSet<string> StoredKeys { get; init; }

    /// <summary>The rate limits; null if there are none.</summary>
    public LimitSet? Limits { get; init; }

    /// <summary>The budgets, made ready.</summary>
    public BudgetSet Budgets { get; init; } = BudgetSet.None;

    /// <summary>How long answers are cached; null: as configured.</summary>
    public CacheRuleSet? CacheRules { get; init; }

    /// <summary>What administrators should know of: configuration that was left out, unknown aliases.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The deployments that were registered over the API.</summary>
    public required RegisteredDeployments Deployments { get; init; }

    /// <summary>The names that pick among models by what a request is for.</summary>
    public required ConfiguredAutoModels AutoModels { get; init; }

    /// <summary>How a deployment is chosen where nobody says otherwise.</summary>
    public required RoutingOptions Routing { get; init; }

    /// <summary>The routing rules that are switched on; null if none is.</summary>
    public RuleBook? Rules { get; init; }

    /// <summary>Every deployment that is known by name: the models that providers list, and the registered ones, those that take no requests too.</summary>
    public IReadOnlyCollection<Deployment> KnownDeployments { get; init; } = [];

    /// <summary>How a deployment is called.</summary>
    /// <param name="deployment">A deployment of this snapshot.</param>
    public ProviderEndpoint EndpointOf(Deployment deployment) =>
        deployment.HasOwnKey ? Deployments.Endpoints[deployment.Id] : Providers[deployment.Provider];
}
