using HybridAi.Core.Caching;
using HybridAi.Core.Configuration;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.Storage.Memcached;

namespace HybridAi.Node.Settings;

/// <summary>Finds what is wrong with the options of the answer cache.</summary>
internal static class CacheCheck
{
    private const long KB = 1024, MB = 1024 * KB, GB = 1024 * MB, TB = 1024 * GB;

    public static void Run(OptionsReader reader, CacheOptions cache, bool hasRedis)
    {
        CheckLevels(reader, cache, hasRedis);
        CheckServers(reader, cache.Memcached);
        if (cache.MaxTtl < cache.Ttl)
            reader.Report("Cache:MaxTtl", "must not be shorter than Cache:Ttl.");
        CheckSize(reader, "Cache:MaxSize", cache.MaxSize, KB, TB);
        CheckSize(reader, "Cache:MaxWaitingSize", cache.MaxWaitingSize, KB, TB);
        CheckSize(reader, "Cache:Disk:MaxSize", cache.Disk.MaxSize, KB, 16 * TB);
        // What Redis takes as one value, and what Memcached can be told to take as an item.
        CheckSize(reader, "Cache:Redis:MaxValueSize", cache.Redis.MaxValueSize, KB, 512 * MB);
        CheckSize(reader, "Cache:Memcached:MaxValueSize", cache.Memcached.MaxValueSize, KB, GB);
    }

    private static void CheckLevels(OptionsReader reader, CacheOptions cache, bool hasRedis)
    {
        var levels = cache.LevelNames(hasRedis);
        foreach (var level in levels.Distinct())
        {
            if (!CacheLevelNames.All.Contains(level))
                reader.Report("Cache:Levels", $"'{level}' is no level. Known are: {string.Join(", ", CacheLevelNames.All)}.");
            else if (levels.Count(other => other == level) > 1)
                reader.Report("Cache:Levels", $"names '{level}' more than once.");
        }

        if (levels.Contains(CacheLevelNames.Redis) && !hasRedis)
            reader.Report("Cache:Levels", "names redis, but there is none: set ConnectionStrings:cache.");
        if (levels.Contains(CacheLevelNames.Memcached) && cache.Memcached.Servers.Count == 0)
            reader.Report("Cache:Levels", "names memcached, but there is no server: set Cache:Memcached:Servers.");
    }

    private static void CheckServers(OptionsReader reader, MemcachedOptions memcached)
    {
        var known = new HashSet<object>();
        foreach (var server in memcached.Servers)
        {
            if (!MemcachedAddress.TryParse(server, out var address))
                reader.Report("Cache:Memcached:Servers", $"'{server}' is not {MemcachedAddress.Accepted}.");
            else if (!known.Add(address))
                reader.Report("Cache:Memcached:Servers", $"names '{server}' more than once.");
        }
    }

    private static void CheckSize(OptionsReader reader, string key, ByteSize size, long least, long most)
    {
        if (size.Bytes < least || size.Bytes > most)
            reader.Report(key, $"must be between {new ByteSize(least)} and {new ByteSize(most)}.");
    }
}
