using HybridAi.Core.Resilience.Hedging;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Resilience;
using HybridAi.ServiceDefaults.Draining;

namespace HybridAi.Gateway.Hedging;

/// <summary>Registers hedging.</summary>
internal static class HedgingServices
{
    public static void AddHedging(this IServiceCollection services, HedgingOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<HedgeDelays>();
        services.AddSingleton<IAttemptObserver>(provider => provider.GetRequiredService<HedgeDelays>());
        services.AddSingleton<HedgeSpending>();
        services.AddSingleton<Hedges>();
        services.AddSingleton<HedgePermits>();
        services.AddSingleton(provider => new HedgeRace(
            provider.GetRequiredService<WatchedAttempt>(), provider.GetRequiredService<AttemptClocks>(), provider.GetRequiredService<HedgeDelays>(), provider.GetRequiredService<HedgePermits>(),
            provider.GetRequiredService<AttemptRules>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Drain>().Expired));
    }
}
