using HybridAi.Core.Health;
using HybridAi.Core.RateLimiting;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Live;
using HybridAi.Gateway.Budgets;
using HybridAi.Gateway.Caching;
using HybridAi.Gateway.Caching.Semantic;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Dialects.ChatCompletions;
using HybridAi.Gateway.Dialects.Completions;
using HybridAi.Gateway.Dialects.Messages;
using HybridAi.Gateway.Dialects.Responses;
using HybridAi.Gateway.Endpoints;
using HybridAi.Gateway.Endpoints.Inference;
using HybridAi.Gateway.Events;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Files;
using HybridAi.Gateway.Health;
using HybridAi.Gateway.Identity;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.RateLimiting;
using HybridAi.Gateway.Recording;
using HybridAi.Gateway.Resilience;
using HybridAi.Gateway.Responses;
using HybridAi.Gateway.Routing;
using HybridAi.Node.Caching;
using HybridAi.Node.Settings;
using HybridAi.ServiceDefaults.Draining;
using HybridAi.Storage.RateLimiting;
using HybridAi.Storage.Secrets;

namespace HybridAi.Gateway.Hosting;

/// <summary>Registers the gateway's parts.</summary>
internal static class GatewayServices
{
    public static void AddGatewayServices(this IServiceCollection services, NodeSettings settings)
    {
        services.AddSingleton(settings.Gateway);
        services.AddSingleton<AdministratorKey>();
        services.AddHostedService<LateAdministrator>();
        services.AddSingleton<ICallerAuthenticator, SnapshotAuthenticator>();
        services.AddPipeline(settings);
        services.AddCaching(settings);
        services.AddRateLimiting(settings);
        services.AddBudgets();
        services.AddResilience(settings);
        services.AddHealth(settings.Health);
        services.AddEventStreams(settings.Events);
        services.AddManagementApi();
        services.AddOpenApi("v1", options => options.AddDocumentTransformer<InferenceDescription>());
    }

    private static void AddCaching(this IServiceCollection services, NodeSettings settings)
    {
        services.AddAnswerCache(settings);
        services.AddSingleton(settings.Cache);
        services.AddSemanticCache(settings.Cache);
        services.AddSingleton<Flights>();
        services.AddSingleton<AnswerCache>();
        services.AddSingleton<AnswerReplay>();
        services.AddSingleton<UsedRequests>();
        services.AddSingleton<CacheWarming>();
        services.AddSingleton<ReuseWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<ReuseWatch>());
    }

    private static void AddBudgets(this IServiceCollection services)
    {
        services.AddSingleton<BudgetNotices>();
        services.AddSingleton<BudgetKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<BudgetKeeper>());
        services.AddSingleton<CheaperModel>();
        services.AddSingleton<BudgetGate>();
    }

    private static void AddExecution(this IServiceCollection services, NodeSettings settings)
    {
        services.AddSingleton<Attempt>();
        services.AddSingleton(provider => new AttemptClocks(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Drain>().Expired));
        services.AddSingleton(provider => new WatchedAttempt(
            provider.GetRequiredService<Attempt>(), provider.GetRequiredService<AttemptRules>(), [.. provider.GetServices<IAttemptObserver>()], provider.GetRequiredService<DeploymentStates>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Executor>();
    }

    // A dialect is one line here.
    private static void AddDialects(this IServiceCollection services, NodeSettings settings)
    {
        services.AddSingleton<IDialect, ChatCompletionsDialect>();
        services.AddSingleton<IDialect, CompletionsDialect>();
        services.AddSingleton<IDialect, MessagesDialect>();
        services.AddSingleton<IDialect>(_ => new ResponsesDialect(settings.Responses.Storage.Enabled));
        services.AddSingleton(settings.Responses.Storage);
        services.AddSingleton<ResponseMemory>();
        services.AddSingleton<ResponsesHandler>();
    }

    private static void AddRateLimiting(this IServiceCollection services, NodeSettings settings)
    {
        services.AddSingleton<LocalLimiter>();
        if (settings.HasRedis)
        {
            services.AddSingleton<RedisLimiter>();
            services.AddSingleton<ILimiter>(provider => provider.GetRequiredService<RedisLimiter>());
            services.AddSingleton<IDependency>(provider => provider.GetRequiredService<RedisLimiter>());
        }
        else
        {
            services.AddSingleton<ILimiter>(provider => provider.GetRequiredService<LocalLimiter>());
        }

        services.AddSingleton<RequestLimits>();
        services.AddSingleton(provider => new ProviderLimits(provider.GetRequiredService<Translator>(), settings.Routing, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IProviderLimits>(provider => provider.GetRequiredService<ProviderLimits>());
    }

    private static void AddPipeline(this IServiceCollection services, NodeSettings settings)
    {
        services.AddSingleton(provider => new Identifier(settings.Privacy, settings.Gateway, provider.GetRequiredService<Pseudonymizer>()));
        services.AddSingleton(_ => new GatewayMeters(settings.Monitoring.Enabled));
        services.AddSingleton<LiveUsage>();
        services.AddSingleton<UnknownPrices>();
        services.AddSingleton<Recorder>();
        services.AddDialects(settings);
        services.AddSingleton<DialectSet>();
        services.AddSingleton<Translator>();
        services.AddRouting(settings.Routing);
        services.AddSingleton<Planner>();
        services.AddSingleton<ProviderRefusals>();
        services.AddExecution(settings);
        services.AddSingleton<ModelsHandler>();
        services.AddSingleton<ChatPipeline>();
        services.AddSingleton<ObjectAccess>();
        services.AddSingleton<FileUpload>();
        services.AddSingleton<FilesHandler>();
        services.AddSingleton<BatchCreation>();
        services.AddSingleton<BatchesHandler>();
    }
}
