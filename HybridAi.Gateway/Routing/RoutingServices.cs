using HybridAi.Core.Metrics;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Live;
using HybridAi.Core.Routing.PromptCache;
using HybridAi.Node.Settings;

namespace HybridAi.Gateway.Routing;

/// <summary>Registers what chooses among deployments. Others add an <see cref="IDeploymentHealth"/>.</summary>
internal static class RoutingServices
{
    public static void AddRouting(this IServiceCollection services, RoutingOptions options)
    {
        var config = options.ToConfig();
        services.AddSingleton(_ => new RandomSource(options.Seed ?? Random.Shared.NextInt64()));
        services.AddSingleton<DeploymentStates>();
        services.AddSingleton<IAttemptObserver>(provider => provider.GetRequiredService<DeploymentStates>());
        services.AddSingleton<PromptCacheMap>();
        services.AddSingleton(provider => new StrategySet(config, provider.GetRequiredService<RandomSource>()));
        services.AddSingleton(provider => new Router(
            provider.GetRequiredService<StrategySet>(), provider.GetRequiredService<DeploymentStates>(), [.. provider.GetServices<IDeploymentHealth>()],
            provider.GetRequiredService<PromptCacheMap>(), config, provider.GetRequiredService<RandomSource>(), provider.GetRequiredService<TimeProvider>()));
    }
}
