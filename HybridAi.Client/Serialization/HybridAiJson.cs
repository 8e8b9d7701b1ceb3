using System.Text.Json;
using System.Text.Json.Serialization;
using HybridAi.Client.AiPerformance;
using HybridAi.Client.Audit;
using HybridAi.Client.AutoModels;
using HybridAi.Client.Configuration;
using HybridAi.Client.Deployments;
using HybridAi.Client.Budgets;
using HybridAi.Client.Caching;
using HybridAi.Client.ErrorGroups;
using HybridAi.Client.Errors;
using HybridAi.Client.Events;
using HybridAi.Client.Health;
using HybridAi.Client.Identity;
using HybridAi.Client.Jobs;
using HybridAi.Client.Metrics;
using HybridAi.Client.Models;
using HybridAi.Client.Optimization;
using HybridAi.Client.Paging;
using HybridAi.Client.Providers;
using HybridAi.Client.RateLimits;
using HybridAi.Client.Resilience;
using HybridAi.Client.Routing;
using HybridAi.Client.Settings;
using HybridAi.Client.Tenancy;
using HybridAi.Client.Usage;

namespace HybridAi.Client.Serialization;

/// <summary>The JSON of the management API, both ways.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(MeDocument))]
[JsonSerializable(typeof(DocumentPage<OrganizationDocument>))]
[JsonSerializable(typeof(CreateOrganizationRequest))]
[JsonSerializable(typeof(UpdateOrganizationRequest))]
[JsonSerializable(typeof(DocumentPage<TeamDocument>))]
[JsonSerializable(typeof(CreateTeamRequest))]
[JsonSerializable(typeof(UpdateTeamRequest))]
[JsonSerializable(typeof(DocumentPage<UserDocument>))]
[JsonSerializable(typeof(CreateUserRequest))]
[JsonSerializable(typeof(UpdateUserRequest))]
[JsonSerializable(typeof(DocumentPage<KeyDocument>))]
[JsonSerializable(typeof(CreatedKeyDocument))]
[JsonSerializable(typeof(KeyRotation))]
[JsonSerializable(typeof(CreateKeyRequest))]
[JsonSerializable(typeof(UpdateKeyRequest))]
[JsonSerializable(typeof(RotateKeyRequest))]
[JsonSerializable(typeof(DocumentPage<UsageRecordDocument>))]
[JsonSerializable(typeof(RequestExplanationDocument))]
[JsonSerializable(typeof(UsageSummaryDocument))]
[JsonSerializable(typeof(MetricsDocument))]
[JsonSerializable(typeof(LiveMetricsDocument))]
[JsonSerializable(typeof(DocumentPage<CustomMetricDocument>))]
[JsonSerializable(typeof(SaveCustomMetricRequest))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(RestoredConfigurationDocument))]
[JsonSerializable(typeof(SettingsDocument))]
[JsonSerializable(typeof(AiHealthDocument))]
[JsonSerializable(typeof(ActOnHealthRequest))]
[JsonSerializable(typeof(HealthActionDocument))]
[JsonSerializable(typeof(DocumentPage<HealthStretchDocument>))]
[JsonSerializable(typeof(OptimizationStatusDocument))]
[JsonSerializable(typeof(ProviderComparisonDocument))]
[JsonSerializable(typeof(UsagePatternsDocument))]
[JsonSerializable(typeof(PerformanceStatusDocument))]
[JsonSerializable(typeof(RealTimeDocument))]
[JsonSerializable(typeof(RealTimeEventData))]
[JsonSerializable(typeof(PerformanceDocument))]
[JsonSerializable(typeof(CostsDocument))]
[JsonSerializable(typeof(PerformanceHealthDocument))]
[JsonSerializable(typeof(RecommendationsDocument))]
[JsonSerializable(typeof(RecordUsageRequest))]
[JsonSerializable(typeof(RecordedUsageDocument))]
[JsonSerializable(typeof(PerformanceProvidersDocument))]
[JsonSerializable(typeof(PerformanceModelsDocument))]
[JsonSerializable(typeof(AnalyticsSummaryDocument))]
[JsonSerializable(typeof(PerformanceDebugDocument))]
[JsonSerializable(typeof(DocumentPage<AuditEntryDocument>))]
[JsonSerializable(typeof(DocumentPage<ProviderDocument>))]
[JsonSerializable(typeof(SetProviderKeyRequest))]
[JsonSerializable(typeof(ProviderDefinitionDocument))]
[JsonSerializable(typeof(SaveProviderRequest))]
[JsonSerializable(typeof(DocumentPage<ProviderProbeRecordDocument>))]
[JsonSerializable(typeof(TestProviderRequest))]
[JsonSerializable(typeof(DocumentPage<ProviderTestDocument>))]
[JsonSerializable(typeof(DocumentPage<JobDocument>))]
[JsonSerializable(typeof(DocumentPage<JobRunDocument>))]
[JsonSerializable(typeof(DocumentPage<RateLimitDocument>))]
[JsonSerializable(typeof(DocumentPage<RateLimitStatusDocument>))]
[JsonSerializable(typeof(SaveRateLimitRequest))]
[JsonSerializable(typeof(ResetRateLimitRequest))]
[JsonSerializable(typeof(DocumentPage<FallbackDocument>))]
[JsonSerializable(typeof(SaveFallbackRequest))]
[JsonSerializable(typeof(DocumentPage<FallbackEventDocument>))]
[JsonSerializable(typeof(DocumentPage<BreakerDocument>))]
[JsonSerializable(typeof(DocumentPage<DeploymentDocument>))]
[JsonSerializable(typeof(SaveDeploymentRequest))]
[JsonSerializable(typeof(DocumentPage<ProviderExtraKeyDocument>))]
[JsonSerializable(typeof(DocumentPage<BudgetDocument>))]
[JsonSerializable(typeof(DocumentPage<BudgetStatusDocument>))]
[JsonSerializable(typeof(SemanticCacheDocument))]
[JsonSerializable(typeof(SaveBudgetRequest))]
[JsonSerializable(typeof(DocumentPage<RoutingRuleSetDocument>))]
[JsonSerializable(typeof(RoutingDryRunRequest))]
[JsonSerializable(typeof(RoutingDryRunDocument))]
[JsonSerializable(typeof(RoutingSettingsDocument))]
[JsonSerializable(typeof(DocumentPage<CatalogModelDocument>))]
[JsonSerializable(typeof(DocumentPage<AutoModelDocument>))]
[JsonSerializable(typeof(SaveAutoModelRequest))]
[JsonSerializable(typeof(CacheStatisticsDocument))]
[JsonSerializable(typeof(DocumentPage<CacheRuleDocument>))]
[JsonSerializable(typeof(SaveCacheRuleRequest))]
[JsonSerializable(typeof(DocumentPage<CacheEntryDocument>))]
[JsonSerializable(typeof(PurgeCacheRequest))]
[JsonSerializable(typeof(CachePurgeDocument))]
[JsonSerializable(typeof(WarmCacheRequest))]
[JsonSerializable(typeof(CacheWarmingDocument))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(EventDocument))]
[JsonSerializable(typeof(DocumentPage<EventDocument>))]
[JsonSerializable(typeof(ConfigurationEventData))]
[JsonSerializable(typeof(BudgetEventData))]
[JsonSerializable(typeof(SemanticCacheEventData))]
[JsonSerializable(typeof(CachePurgeEventData))]
[JsonSerializable(typeof(FallbackEventData))]
[JsonSerializable(typeof(ProviderHealthEventData))]
[JsonSerializable(typeof(AlertEventData))]
[JsonSerializable(typeof(JobEventData))]
[JsonSerializable(typeof(ErrorGroupEventData))]
[JsonSerializable(typeof(ProviderTestEventData))]
[JsonSerializable(typeof(DocumentPage<ErrorGroupDocument>))]
[JsonSerializable(typeof(UsageEventData))]
[JsonSerializable(typeof(StreamEventData))]
public sealed partial class HybridAiJson : JsonSerializerContext
{
    /// <summary>Lets other serializer options (a web host's) write these documents the same way.</summary>
    /// <param name="options">The options to extend.</param>
    public static void Configure(JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, Default);
        options.Converters.Add(new UtcTimeConverter());
    }
}
