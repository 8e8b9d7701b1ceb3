using HybridAi.Core.Catalog;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Configuration;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Dialects.ChatCompletions;
using HybridAi.Gateway.Dialects.Completions;
using HybridAi.Gateway.Dialects.Messages;
using HybridAi.Gateway.Dialects.Responses;
using HybridAi.Gateway.Endpoints;
using HybridAi.Gateway.Endpoints.Inference;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Identity;
using HybridAi.Gateway.Inference;
using HybridAi.Gateway.Recording;
using HybridAi.Gateway.Responses;
using HybridAi.Providers.Anthropic;
using HybridAi.Providers.Gemini;
using HybridAi.Providers.Cohere;
using HybridAi.Providers.Http;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Wire;
using HybridAi.Storage;
using HybridAi.Storage.Redis;
using HybridAi.Storage.Secrets;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HybridAi.Gateway.Hosting;

/// <summary>Registers the gateway's parts.</summary>
internal static class GatewayServices
{
    public static void AddGatewayServices(this IServiceCollection services, GatewaySettings settings, StorageModule storage)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddHybridAiStorage(storage);
        if (settings.HasRedis)
            services.AddHybridAiRedis(settings.Redis);
        services.AddSingleton(settings);
        services.AddSingleton(settings.Gateway);
        services.AddSingleton(settings.Upstream);
        services.AddProviders(settings);
        services.AddSnapshots();
        services.AddPipeline(settings);
        services.AddManagementApi();
        services.AddOpenApi("v1", options => options.AddDocumentTransformer<InferenceDescription>());
    }

    // A wire format is one line here.
    private static void AddProviders(this IServiceCollection services, GatewaySettings settings)
    {
        services.AddSingleton<IWireFormat, OpenAiFormat>();
        services.AddSingleton<IWireFormat, AnthropicFormat>();
        services.AddSingleton<IWireFormat, GeminiFormat>();
        services.AddSingleton<IWireFormat, CohereFormat>();
        services.AddSingleton(_ => ModelCatalog.LoadBuiltIn());
        services.AddSingleton(_ => new AddressGuard { AllowAll = settings.Upstream.AllowPrivateNetworks });
        services.AddSingleton<UpstreamClient>();
    }

    private static void AddSnapshots(this IServiceCollection services)
    {
        services.AddSingleton<ProviderSetup>();
        services.AddSingleton<SnapshotBuilder>();
        services.AddSingleton<SnapshotHolder>();
        services.AddHostedService<StaleSnapshotRetry>();
        services.AddSingleton<ISnapshotRefresher>(provider => provider.GetRequiredService<SnapshotHolder>());
        services.AddSingleton<ICallerAuthenticator, SnapshotAuthenticator>();
        services.AddSingleton<IProviderDirectory, ProviderDirectory>();
    }

    // A dialect is one line here.
    private static void AddDialects(this IServiceCollection services, GatewaySettings settings)
    {
        services.AddSingleton<IDialect, ChatCompletionsDialect>();
        services.AddSingleton<IDialect, CompletionsDialect>();
        services.AddSingleton<IDialect, MessagesDialect>();
        services.AddSingleton<IDialect>(_ => new ResponsesDialect(settings.Responses.Storage.Enabled));
        services.AddSingleton(settings.Responses.Storage);
        services.AddSingleton<ResponseMemory>();
        services.AddSingleton<ResponsesHandler>();
        services.AddHostedService<ResponsePruning>();
    }

    private static void AddPipeline(this IServiceCollection services, GatewaySettings settings)
    {
        services.AddSingleton(provider => new Identifier(settings.Privacy, provider.GetRequiredService<Pseudonymizer>()));
        services.AddSingleton(_ => new GatewayMeters(settings.Monitoring.Enabled));
        services.AddSingleton<UnknownPrices>();
        services.AddSingleton<Recorder>();
        services.AddDialects(settings);
        services.AddSingleton<DialectSet>();
        services.AddSingleton<Translator>();
        services.AddSingleton<Planner>();
        services.AddSingleton<ProviderRefusals>();
        services.AddSingleton<Attempt>();
        services.AddSingleton<Shutdown>();
        services.AddSingleton(provider => new Executor(
            provider.GetRequiredService<Attempt>(), provider.GetRequiredService<Translator>(), provider.GetRequiredService<IUsageJournal>(), settings.Upstream,
            settings.Routing.Fallback, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Shutdown>().Token));
        services.AddSingleton<ModelsHandler>();
        services.AddSingleton<ChatPipeline>();
    }
}
