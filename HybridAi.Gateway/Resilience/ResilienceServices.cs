using HybridAi.Core.Resilience;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Hedging;
using HybridAi.Gateway.Idempotency;
using HybridAi.Gateway.RateLimiting;
using HybridAi.Node.Settings;
using HybridAi.Storage.Resilience;

namespace HybridAi.Gateway.Resilience;

/// <summary>Registers retries, breakers, fallbacks and idempotency keys.</summary>
internal static class ResilienceServices
{
    public static void AddResilience(this IServiceCollection services, NodeSettings settings)
    {
        services.AddSingleton(provider => new Breakers(settings.Breaker, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IDeploymentHealth>(provider => provider.GetRequiredService<Breakers>());
        services.AddSingleton<DeploymentStatistics>();
        services.AddSingleton<IAttemptObserver>(provider => provider.GetRequiredService<DeploymentStatistics>());
        services.AddSingleton(new RetryPolicy(settings.Retry, Random.Shared));
        services.AddFallbacks(settings);
        services.AddHedging(settings.Hedging);
        services.AddSingleton(settings.Idempotency);
        services.AddSingleton<IdempotentRequests>();
        services.AddHostedService(provider => provider.GetRequiredService<IdempotentRequests>());
        if (!settings.HasRedis)
            return;
        services.AddSingleton<SharedBreakers>();
        services.AddHostedService<BreakerSharing>();
    }

    private static void AddFallbacks(this IServiceCollection services, NodeSettings settings)
    {
        services.AddSingleton<FallbackTargets>();
        services.AddSingleton<ActiveConditions>();
        services.AddSingleton<IDeploymentHealth>(provider => provider.GetRequiredService<ActiveConditions>());
        services.AddSingleton<FallbackLog>();
        services.AddHostedService(provider => provider.GetRequiredService<FallbackLog>());
        services.AddSingleton<IDeploymentLimits>(provider => provider.GetRequiredService<ProviderLimits>());
        services.AddSingleton<ConditionWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<ConditionWatch>());
        services.AddSingleton(provider => new AttemptRules(
            settings.Routing.Fallback, provider.GetRequiredService<RetryPolicy>(), provider.GetRequiredService<Breakers>(), provider.GetRequiredService<ActiveConditions>(),
            provider.GetRequiredService<FallbackTargets>(), provider.GetRequiredService<FallbackLog>(), provider.GetRequiredService<TimeProvider>()));
    }
}
