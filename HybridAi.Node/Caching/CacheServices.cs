using HybridAi.Core.Caching;
using HybridAi.Core.Health;
using HybridAi.Node.Hosting;
using HybridAi.Node.Settings;
using HybridAi.Storage;
using HybridAi.Storage.Caching;
using HybridAi.Storage.Memcached;
using HybridAi.Storage.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridAi.Node.Caching;

/// <summary>Registers the answer cache: its levels in their order, what was purged, and what is recorded of it.</summary>
public static partial class CacheServices
{
    /// <summary>Registers it. While it is off it has no levels, finds nothing and keeps nothing, and nothing runs for it.</summary>
    /// <param name="services">The services of a gateway.</param>
    /// <param name="settings">The settings.</param>
    public static void AddAnswerCache(this IServiceCollection services, NodeSettings settings)
    {
        string[] levels = settings.Cache.Enabled ? [.. settings.Cache.LevelNames(settings.HasRedis)] : [];
        services.AddSingleton<CachePurges>();
        services.AddSingleton<CacheLedger>();
        services.AddSingleton<CachePurgeFollower>();
        services.AddSingleton<CacheRecorder>();
        services.AddSingleton<CachePurger>();
        services.AddSingleton(provider => new LayeredCache(
            [.. levels.Select(level => Level(provider, settings.Cache, level))], provider.GetRequiredService<CachePurges>(),
            new LayeredCacheOptions { MaxTtl = settings.Cache.MaxTtl, MaxWaiting = settings.Cache.MaxWaiting, MaxWaitingSize = settings.Cache.MaxWaitingSize },
            provider.GetRequiredService<TimeProvider>(), new Failures(provider.GetRequiredService<ILogger<LayeredCache>>()).Tell));
        // The container closes what it made, the layers before their levels.
        services.AddSingleton(provider => new DiskCacheLevel(
            Path.GetFullPath(settings.Cache.Disk.Path, Storage(provider).DataPath), settings.Cache.Disk, Storage(provider).MasterKey, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DiskCacheLevel>>()));
        services.AddSingleton(provider => new MemcachedClient(
            settings.Cache.Memcached, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<MemcachedClient>>()));
        if (levels.Contains(CacheLevelNames.Memcached))
            services.AddSingleton<IDependency>(provider => provider.GetRequiredService<MemcachedClient>());
        if (levels.Length == 0)
            return;
        services.AddHostedService(provider => provider.GetRequiredService<CachePurgeFollower>());
        services.AddHostedService(provider => provider.GetRequiredService<CacheRecorder>());
    }

    private static ICacheLevel Level(IServiceProvider provider, CacheOptions options, string name)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        return name switch
        {
            CacheLevelNames.Memory => new MemoryCacheLevel(options.MaxSize, time, provider.GetRequiredService<CacheLedger>().Evicted),
            CacheLevelNames.Disk => provider.GetRequiredService<DiskCacheLevel>(),
            CacheLevelNames.Redis => new RedisCacheLevel(provider.GetRequiredService<RedisConnection>(), options.Redis, Storage(provider).MasterKey, time),
            CacheLevelNames.Memcached => new MemcachedCacheLevel(provider.GetRequiredService<MemcachedClient>(), Storage(provider).MasterKey, time),
            _ => throw new InvalidOperationException($"There is no cache level '{name}'."),
        };
    }

    private static StorageModule Storage(IServiceProvider provider) => provider.GetRequiredService<OpenedStorage>().Module;

    /// <summary>Says once of each level that it failed as none should; how often, the metric says.</summary>
    private sealed partial class Failures(ILogger logger)
    {
        private readonly HashSet<string> _told = [];

        public void Tell(ICacheLevel level, Exception failure)
        {
            lock (_told)
            {
                if (!_told.Add(level.Name))
                    return;
            }

            LogFailed(failure, level.Name);
        }

        [LoggerMessage(LogLevel.Error, "The cache level {Level} failed; that is a miss. Further failures of it are counted only")]
        private partial void LogFailed(Exception exception, string level);
    }
}
