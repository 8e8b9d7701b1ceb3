using HybridAi.Core.Metrics;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Learning;
using HybridAi.Core.Routing.Live;
using HybridAi.Core.Routing.PromptCache;
using HybridAi.Core.Routing.Rules;
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
        services.AddSingleton<Learner>();
        services.AddSingleton<IAttemptObserver>(provider => provider.GetRequiredService<Learner>());
        services.AddHostedService<LearnedKeeping>();
        services.AddSingleton<PromptCacheMap>();
        services.AddSingleton(provider => MakeRouter(provider, config, provider.GetRequiredService<RandomSource>()));
        services.AddSingleton(provider => new DeploymentWatch(
            provider.GetRequiredService<DeploymentStates>(), [.. provider.GetServices<IDeploymentHealth>()], provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RuleJudge>();
        // Turns and draws of its own: what is only tried out moves nothing for requests.
        services.AddSingleton(provider => new TrialRouter(MakeRouter(provider, config, new RandomSource(Random.Shared.NextInt64()))));
    }

    private static Router MakeRouter(IServiceProvider services, RouterConfig config, RandomSource random) => new(
        new StrategySet(config, random, services.GetRequiredService<Learner>()), services.GetRequiredService<DeploymentStates>(), [.. services.GetServices<IDeploymentHealth>()],
        services.GetRequiredService<PromptCacheMap>(), config, random, services.GetRequiredService<TimeProvider>());
}

/// <summary>A router for plans that no request follows.</summary>
internal sealed record TrialRouter(Router Router);
