using HybridAi.Core.Budgets;
using HybridAi.Core.Catalog;
using HybridAi.Core.Configuration;
using HybridAi.Core.Health;
using HybridAi.Core.Usage;
using HybridAi.Node.Batches;
using HybridAi.Node.Budgets;
using HybridAi.Node.Providers;
using HybridAi.Node.Providers.Testing;
using HybridAi.Node.Settings;
using HybridAi.Node.Snapshots;
using HybridAi.Providers.Anthropic;
using HybridAi.Providers.Cohere;
using HybridAi.Providers.Gemini;
using HybridAi.Providers.Http;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Wire;
using HybridAi.ServiceDefaults.Health;
using HybridAi.Storage;
using HybridAi.Storage.Budgets;
using HybridAi.Storage.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HybridAi.Node.Hosting;

/// <summary>Registers the parts that gateway and worker have in common.</summary>
internal static class NodeServices
{
    public static void AddNodeServices(this IServiceCollection services, NodeSettings settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(settings.InEffect);
        services.AddSingleton(settings.Upstream);
        services.AddStorage();
        if (settings.HasRedis)
            services.AddHybridAiRedis(settings.Redis);
        services.AddSingleton<IBudgetStore>(provider => provider.GetService<RedisConnection>() is { } redis
            ? new RedisBudgetStore(redis)
            : new LocalBudgetStore(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<BudgetRebuild>();
        services.AddProviders(settings);
        services.AddSnapshots();
    }

    private static void AddStorage(this IServiceCollection services)
    {
        services.AddSingleton<OpenedStorage>();
        services.AddSingleton(provider => Storage(provider).Usage);
        services.AddSingleton<IUsageJournal>(provider => Storage(provider).Journal);
        services.AddSingleton<IJournalAdopter>(provider => Storage(provider).Journal);
        services.AddSingleton(provider => Storage(provider).Tenancy);
        services.AddSingleton(provider => Storage(provider).Audit);
        services.AddSingleton(provider => Storage(provider).ProviderKeys);
        services.AddSingleton(provider => Storage(provider).Providers);
        services.AddSingleton(provider => Storage(provider).ProviderSwitches);
        services.AddSingleton(provider => Storage(provider).Configuration);
        services.AddSingleton(provider => Storage(provider).RateLimits);
        services.AddSingleton(provider => Storage(provider).CacheRules);
        services.AddSingleton(provider => Storage(provider).CacheReuse);
        services.AddSingleton(provider => Storage(provider).Events);
        services.AddSingleton(provider => Storage(provider).BudgetLedger);
        services.AddSingleton<IDocumentStore<Budget>>(provider => new BudgetDocuments(provider.GetRequiredService<NodeSettings>().Budgets, Storage(provider).Budgets));
        services.AddSingleton(provider => new NodeName(Storage(provider).Journal.Node));
        services.AddSingleton(provider => Storage(provider).Responses);
        services.AddSingleton(provider => Storage(provider).Fallbacks);
        services.AddSingleton(provider => Storage(provider).FallbackEvents);
        services.AddSingleton(provider => Storage(provider).Idempotency);
        services.AddSingleton(provider => Storage(provider).Jobs);
        services.AddSingleton(provider => Storage(provider).JobQueue);
        services.AddSingleton(provider => Storage(provider).ProviderProbes);
        services.AddSingleton(provider => Storage(provider).ProviderTests);
        services.AddSingleton(provider => Storage(provider).Maintenance);
        services.AddSingleton(provider => Storage(provider).ProviderObjects);
        services.AddSingleton(provider => Storage(provider).Pseudonymizer);
        services.AddSingleton(provider => Storage(provider).Deployments);
        services.AddSingleton(provider => Storage(provider).RoutingRules);
        services.AddSingleton(provider => Storage(provider).AutoModels);
        services.AddSingleton(provider => Storage(provider).Learned);
        services.AddSingleton(provider => Storage(provider).Semantic);
        services.AddSingleton(provider => Storage(provider).CachePurges);
        services.AddSingleton(provider => Storage(provider).Cache);
        services.AddSingleton(provider => Storage(provider).Rollups);
        services.AddSingleton(provider => Storage(provider).Metrics);
        services.AddSingleton(provider => Storage(provider).CustomMetrics);
        services.AddSingleton(provider => Storage(provider).ErrorGroups);
        services.AddSingleton(provider => Storage(provider).Health);
        services.AddSingleton(provider => Storage(provider).Findings);
        services.AddSingleton(provider => Storage(provider).Backup);

        static StorageModule Storage(IServiceProvider provider) => provider.GetRequiredService<OpenedStorage>().Module;
    }

    // A wire format is one line here.
    private static void AddProviders(this IServiceCollection services, NodeSettings settings)
    {
        services.AddSingleton<IWireFormat, OpenAiFormat>();
        services.AddSingleton<IWireFormat, AnthropicFormat>();
        services.AddSingleton<IWireFormat, GeminiFormat>();
        services.AddSingleton<IWireFormat, CohereFormat>();
        services.AddSingleton(_ => ModelCatalog.LoadBuiltIn());
        services.AddSingleton(_ => new AddressGuard { AllowAll = settings.Upstream.AllowPrivateNetworks });
        services.AddSingleton<UpstreamClient>();
        services.AddSingleton<ProviderSetup>();
        services.AddSingleton<TrialCalls>();
        services.AddSingleton<ProviderProbe>();
        services.AddSingleton<ProviderTester>();
        services.AddSingleton<ProviderFiles>();
        services.AddSingleton<ProviderBatches>();
        services.AddSingleton<IProviderDirectory, ProviderDirectory>();
    }

    private static void AddSnapshots(this IServiceCollection services)
    {
        services.AddSingleton<SnapshotBuilder>();
        services.AddSingleton<SnapshotHolder>();
        services.AddSingleton<ISnapshotRefresher>(provider => provider.GetRequiredService<SnapshotHolder>());
        services.AddSingleton<ConfigurationFollower>();
        services.AddSingleton<IDependency>(provider => provider.GetRequiredService<ConfigurationFollower>());
        services.AddHostedService(provider => provider.GetRequiredService<ConfigurationFollower>());
        services.AddHostedService<ConfigurationCopying>();
        services.AddSingleton<IHealthSource, NodeHealth>();
    }
}
