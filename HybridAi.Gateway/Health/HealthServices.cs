using HybridAi.Core.Health;
using HybridAi.Core.Routing;

namespace HybridAi.Gateway.Health;

/// <summary>Registers what watches how providers, deployments and the gateway are.</summary>
internal static class HealthServices
{
    public static void AddHealth(this IServiceCollection services, HealthOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<HealthWindows>();
        services.AddSingleton<IAttemptObserver>(provider => provider.GetRequiredService<HealthWindows>());
        services.AddSingleton<HealthJudge>();
        services.AddSingleton<OwnHealth>();
        services.AddSingleton<HealthHistory>();
        services.AddSingleton<HealthProbes>();
        services.AddHostedService(provider => provider.GetRequiredService<HealthProbes>());
        services.AddSingleton<HealthWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<HealthWatch>());
    }
}
