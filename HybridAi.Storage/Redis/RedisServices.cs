using HybridAi.Core.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace HybridAi.Storage.Redis;

/// <summary>Registers Redis.</summary>
public static class RedisServices
{
    /// <summary>Registers the <see cref="RedisConnection"/> over the host's own <see cref="IConnectionMultiplexer"/>, which is asked for in the background.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">Deadlines and bounds.</param>
    public static IServiceCollection AddHybridAiRedis(this IServiceCollection services, RedisOptions options) => services
        .AddSingleton(provider => new RedisConnection(
            provider.GetRequiredService<IConnectionMultiplexer>, options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RedisConnection>>()))
        .AddSingleton<IDependency>(provider => provider.GetRequiredService<RedisConnection>());
}
