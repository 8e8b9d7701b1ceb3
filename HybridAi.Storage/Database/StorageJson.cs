using System.Text.Json.Serialization;
using HybridAi.Core.Budgets;
using HybridAi.Core.Caching.Rules;
using HybridAi.Core.Providers;
using HybridAi.Core.Providers.Testing;
using HybridAi.Core.RateLimiting;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Usage;
using HybridAi.Storage.Budgets;
using HybridAi.Storage.Caching;
using HybridAi.Storage.Configuration;
using HybridAi.Storage.Providers;
using HybridAi.Storage.ErrorGroups;
using HybridAi.Storage.Health;
using HybridAi.Storage.Jobs;
using HybridAi.Storage.Resilience;

namespace HybridAi.Storage.Database;

/// <summary>The JSON of the columns that hold lists and documents.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<AbandonedAttempt>))]
[JsonSerializable(typeof(IReadOnlyList<Decision>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, long>))]
[JsonSerializable(typeof(ProviderDefinition))]
[JsonSerializable(typeof(ProviderSwitch))]
[JsonSerializable(typeof(KeyPolicy))]
[JsonSerializable(typeof(ConfigurationChange))]
[JsonSerializable(typeof(LimitDefinition))]
[JsonSerializable(typeof(CopiedConfiguration))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(FallbackRule))]
[JsonSerializable(typeof(DeploymentDefinition))]
[JsonSerializable(typeof(Budget))]
[JsonSerializable(typeof(BudgetEvent))]
[JsonSerializable(typeof(CachePurgeEvent))]
[JsonSerializable(typeof(ErrorGroupEvent))]
[JsonSerializable(typeof(FallbackNotice))]
[JsonSerializable(typeof(HealthEvent))]
[JsonSerializable(typeof(FindingEvent))]
[JsonSerializable(typeof(JobEvent))]
[JsonSerializable(typeof(RoutingRuleSet))]
[JsonSerializable(typeof(AutoModelDefinition))]
[JsonSerializable(typeof(CacheRule))]
[JsonSerializable(typeof(ProviderTestPlan))]
[JsonSerializable(typeof(ProviderTestReport))]
[JsonSerializable(typeof(ProviderTestEvent))]
internal sealed partial class StorageJson : JsonSerializerContext;
