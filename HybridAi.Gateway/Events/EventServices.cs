using HybridAi.Node.Settings;

namespace HybridAi.Gateway.Events;

/// <summary>Registers the stream of events.</summary>
internal static class EventServices
{
    public static void AddEventStreams(this IServiceCollection services, EventsOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<EventHub>();
        services.AddHostedService(provider => provider.GetRequiredService<EventHub>());
        services.AddHostedService<UsageTeller>();
        services.AddSingleton<EventStreamLimits>();
        services.AddSingleton<EventPast>();
        services.AddSingleton<EventStreams>();
    }
}
