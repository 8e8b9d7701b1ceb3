using HybridAi.Core.Resilience.Hedging;
using HybridAi.Core.Routing;

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
        services.AddSingleton<HedgeRace>();
    }
}
