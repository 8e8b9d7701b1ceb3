using System.Text.Json.Serialization;
using HybridAi.Client.Serialization;
using HybridAi.Gateway.Endpoints.AiPerformance;
using HybridAi.Gateway.Endpoints.Audit;
using HybridAi.Gateway.Endpoints.AutoModels;
using HybridAi.Gateway.Endpoints.Configuration;
using HybridAi.Gateway.Endpoints.Deployments;
using HybridAi.Gateway.Endpoints.Budgets;
using HybridAi.Gateway.Endpoints.Caching;
using HybridAi.Gateway.Endpoints.ErrorGroups;
using HybridAi.Gateway.Endpoints.Events;
using HybridAi.Gateway.Endpoints.Health;
using HybridAi.Gateway.Endpoints.Identity;
using HybridAi.Gateway.Endpoints.Jobs;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Metrics;
using HybridAi.Gateway.Endpoints.Models;
using HybridAi.Gateway.Endpoints.Optimization;
using HybridAi.Gateway.Endpoints.Providers;
using HybridAi.Gateway.Endpoints.RateLimits;
using HybridAi.Gateway.Endpoints.Resilience;
using HybridAi.Gateway.Endpoints.Routing;
using HybridAi.Gateway.Endpoints.Settings;
using HybridAi.Gateway.Endpoints.Tenancy;
using HybridAi.Gateway.Endpoints.Usage;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HybridAi.Gateway.Endpoints;

/// <summary>
/// The management API under <c>/api</c>. Its host provides the stores of Core, an <see cref="Gateway.Identity.ICallerAuthenticator"/>, an
/// <see cref="Node.Snapshots.ISnapshotRefresher"/> and an <see cref="Node.Providers.IProviderDirectory"/>.
/// </summary>
public static class ManagementApi
{
    /// <summary>Registers what the management API needs of its own.</summary>
    public static IServiceCollection AddManagementApi(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.ConfigureHttpJsonOptions(options =>
        {
            HybridAiJson.Configure(options.SerializerOptions);
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.ConfigureAll<OpenApiOptions>(ApiSchemas.Describe);
        services.AddSingleton<UnmatchedRequest>();
        services.AddSingleton<TenancyWrites>();
        services.AddSingleton<KeyWrites>();
        services.AddSingleton<UsageReader>();
        services.AddSingleton<DefinitionHandlers>();
        services.AddSingleton<ProviderSwitches>();
        services.AddSingleton<RateLimitHandlers>();
        services.AddSingleton<CacheRuleHandlers>();
        services.AddSingleton<CacheStatistics>();
        services.AddSingleton<CacheEntryHandlers>();
        services.AddSingleton<CacheWarmHandler>();
        services.AddSingleton<RateLimitCounters>();
        services.AddSingleton<FallbackHandlers>();
        services.AddSingleton<ModelCatalogHandlers>();
        services.AddSingleton<LiveView>();
        services.AddSingleton<DeploymentHandlers>();
        services.AddSingleton<ExtraKeyHandlers>();
        services.AddSingleton<BudgetHandlers>();
        services.AddSingleton<BudgetStatusHandler>();
        services.AddSingleton<RuleWrites>();
        services.AddSingleton<RoutingRuleHandlers>();
        services.AddSingleton<RuleDryRun>();
        services.AddSingleton<AutoModelHandlers>();
        services.AddSingleton<CustomMetricHandlers>();
        services.AddSingleton<AiHealthHandler>();
        services.AddSingleton<HealthActions>();
        services.AddSingleton<OptimizationStatusHandler>();
        services.AddSingleton<SettingsHandler>();
        services.AddAiPerformance();
        return services;
    }

    /// <summary>Maps the management API.</summary>
    public static IEndpointRouteBuilder MapManagementApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api").AddEndpointFilter<RouteGroupBuilder, ApiBoundary>();
        api.MapIdentityApi();
        api.MapTenancyApi();
        api.MapUsageApi();
        api.MapMetricsApi();
        api.MapAuditApi();
        api.MapProvidersApi();
        api.MapModelsApi();
        api.MapJobsApi();
        api.MapRateLimitsApi();
        api.MapResilienceApi();
        api.MapDeploymentsApi();
        api.MapBudgetsApi();
        api.MapCacheApi();
        api.MapRoutingRulesApi();
        api.MapAutoModelsApi();
        api.MapSemanticCacheApi();
        api.MapEventsApi();
        api.MapErrorGroupsApi();
        api.MapHealthApi();
        api.MapOptimizationApi();
        api.MapConfigurationApi();
        api.MapSettingsApi();
        api.MapAiPerformanceApi();
        endpoints.Map("/api/{**path}", (HttpContext http, UnmatchedRequest unmatched) => unmatched.Explain(http)).ExcludeFromDescription();
        return endpoints;
    }
}
