using HybridAi.Core.Budgets;
using HybridAi.Core.Caching.Rules;
using HybridAi.Core.Providers;
using HybridAi.Core.RateLimiting;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Configuration;

/// <summary>All that administrators set over the management API and that a snapshot is built of, as it stood at one moment.</summary>
public sealed record StoredConfiguration
{
    /// <summary>The number of the last change in it (see <see cref="Events.IEventStore"/>): equal on nodes that have the same. 0 before the first.</summary>
    public required long Version { get; init; }

    /// <summary>When it was read from the database.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>All keys, the revoked and expired ones too, by creation.</summary>
    public required IReadOnlyList<ApiKey> Keys { get; init; }

    /// <summary>The providers' own keys, by provider name, and their extra ones, by <see cref="ExtraKeys"/>.</summary>
    public required IReadOnlyDictionary<string, Secret> ProviderKeys { get; init; }

    /// <summary>The providers that were defined, by name.</summary>
    public required IReadOnlyList<ProviderDefinition> Providers { get; init; }

    /// <summary>The providers of the configuration that were switched off, by name.</summary>
    public IReadOnlyList<ProviderSwitch> SwitchedOff { get; init; } = [];

    /// <summary>The rate limits that were set, by name.</summary>
    public IReadOnlyList<LimitDefinition> RateLimits { get; init; } = [];

    /// <summary>Where requests go on when a model fails, by name.</summary>
    public IReadOnlyList<FallbackRule> Fallbacks { get; init; } = [];

    /// <summary>The deployments that were registered, by name.</summary>
    public IReadOnlyList<DeploymentDefinition> Deployments { get; init; } = [];

    /// <summary>The budgets that were set, by name.</summary>
    public IReadOnlyList<Budget> Budgets { get; init; } = [];

    /// <summary>The routing rules.</summary>
    public RoutingRuleSet RoutingRules { get; init; } = RoutingRuleSet.Empty;

    /// <summary>The auto models that were defined, by name.</summary>
    public IReadOnlyList<AutoModelDefinition> AutoModels { get; init; } = [];

    /// <summary>How long answers are cached, by name.</summary>
    public IReadOnlyList<CacheRule> CacheRules { get; init; } = [];
}
