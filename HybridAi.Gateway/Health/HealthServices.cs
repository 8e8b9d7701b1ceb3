using HybridAi.Core.Caching;
using HybridAi.Core.Health;
using HybridAi.Core.Health.Resources;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Caching.Semantic;
using HybridAi.Gateway.Health.Resources;
using HybridAi.ServiceDefaults.Health;

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
        services.AddResources(options.Memory);
        services.AddSingleton<OwnHealth>();
        services.AddSingleton<HealthHistory>();
        services.AddSingleton<HealthProbes>();
        services.AddHostedService(provider => provider.GetRequiredService<HealthProbes>());
        services.AddSingleton<HealthWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<HealthWatch>());
    }

    private static void AddResources(this IServiceCollection services, MemoryOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<IProcessMemory, ProcessMemory>();
        services.AddSingleton(provider => new MemoryGuard(
            provider.GetRequiredService<IProcessMemory>(), [.. Holders(provider)], options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<MemoryPressure>();
        services.AddSingleton<IHealthSource>(provider => provider.GetRequiredService<MemoryPressure>());
        services.AddSingleton<ProcessHandles>();
        services.AddSingleton<DatabasePool>();
        services.AddSingleton<OwnResources>();
    }

    // What holds much memory and can do without is one line here.
    private static IEnumerable<IMemoryHolder> Holders(IServiceProvider provider)
    {
        yield return provider.GetRequiredService<SemanticEntries>();
        if (provider.GetRequiredService<LayeredCache>().Memory is { } answers)
            yield return answers;
    }
}
