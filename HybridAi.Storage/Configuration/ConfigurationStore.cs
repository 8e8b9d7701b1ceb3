using HybridAi.Core.Budgets;
using HybridAi.Core.Caching.Rules;
using HybridAi.Core.Configuration;
using HybridAi.Core.Events;
using HybridAi.Core.Providers;
using HybridAi.Core.RateLimiting;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Auto;
using HybridAi.Storage.Database;
using HybridAi.Storage.Events;
using HybridAi.Storage.Providers;
using HybridAi.Storage.Routing;
using HybridAi.Storage.Secrets;
using HybridAi.Storage.Tenancy;

namespace HybridAi.Storage.Configuration;

/// <summary>What administrators set, in the database.</summary>
internal sealed class ConfigurationStore(
    IDatabase database, ProviderKeyStore providerKeys, ProviderStore providers, DocumentStore<ProviderSwitch> switches, DocumentStore<LimitDefinition> rateLimits, DocumentStore<FallbackRule> fallbacks,
    DocumentStore<DeploymentDefinition> deployments, DocumentStore<Budget> budgets, DocumentStore<AutoModelDefinition> autoModels, DocumentStore<CacheRule> cacheRules, TimeProvider time) : IConfigurationStore
{
    /// <inheritdoc/>
    public Task<StoredConfiguration> ReadAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async (connection, token) => new StoredConfiguration
        {
            ReadAt = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()),
            Version = await EventStore.LastAsync(connection, EventTopics.Configuration, token).ConfigureAwait(false),
            Keys = await TenancyStore.ReadKeysAsync(connection, token).ConfigureAwait(false),
            ProviderKeys = await providerKeys.ReadAsync(connection, token).ConfigureAwait(false),
            Providers = await providers.ReadAsync(connection, token).ConfigureAwait(false),
            SwitchedOff = await switches.ReadAsync(connection, token).ConfigureAwait(false),
            RateLimits = await rateLimits.ReadAsync(connection, token).ConfigureAwait(false),
            Fallbacks = await fallbacks.ReadAsync(connection, token).ConfigureAwait(false),
            Deployments = await deployments.ReadAsync(connection, token).ConfigureAwait(false),
            Budgets = await budgets.ReadAsync(connection, token).ConfigureAwait(false),
            RoutingRules = await RoutingRuleStore.ReadAsync(connection, token).ConfigureAwait(false),
            CacheRules = await cacheRules.ReadAsync(connection, token).ConfigureAwait(false),
            AutoModels = await autoModels.ReadAsync(connection, token).ConfigureAwait(false),
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<long> VersionAsync(CancellationToken cancellationToken) => database.ReadAsync(
        static (connection, token) => EventStore.LastAsync(connection, EventTopics.Configuration, token), cancellationToken);
}
