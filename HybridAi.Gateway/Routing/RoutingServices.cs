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
        services.AddSingleton(provider =>
        {
            var random = provider.GetRequiredService<RandomSource>();
            return MakeRouter(provider, new StrategySet(config, random, provider.GetRequiredService<Learner>()), config, random);
        });
        services.AddSingleton(provider => new DeploymentWatch(
            provider.GetRequiredService<DeploymentStates>(), [.. provider.GetServices<IDeploymentHealth>()], provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RuleJudge>();
        // Turns and draws of its own: what is only tried out moves nothing for requests.
        services.AddSingleton(provider =>
        {
            var random = new RandomSource(Random.Shared.NextInt64());
            var strategies = new StrategySet(config, random, provider.GetRequiredService<Learner>());
            return new TrialRouter(MakeRouter(provider, strategies, config, random), strategies);
        });
    }

    private static Router MakeRouter(IServiceProvider services, StrategySet strategies, RouterConfig config, RandomSource random) => new(
        strategies, services.GetRequiredService<DeploymentStates>(), [.. services.GetServices<IDeploymentHealth>()],
        services.GetRequiredService<PromptCacheMap>(), config, random, services.GetRequiredService<TimeProvider>());
}

/// <summary>A router for plans that no request follows, and its strategies.</summary>
internal sealed record TrialRouter(Router Router, StrategySet Strategies);
