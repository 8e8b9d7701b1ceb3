using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Caching;
using HybridAi.Core.Configuration;
using HybridAi.Storage.Caching;
using HybridAi.Storage.Memcached;

namespace HybridAi.Node.Settings;

/// <summary>The answer cache. Configuration section <c>Cache</c>.</summary>
public sealed class CacheOptions
{
    /// <summary>Whether answers are cached. Default false.</summary>
    public bool Enabled { get; set; }

    /// <summary>How long an answer may be used again. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan Ttl { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The longest that any rule or request may have an answer used again, and how long purges are remembered. Default 30 d.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan MaxTtl { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Where answers are kept, in the order in which they are looked for: <c>memory</c>, <c>disk</c>, <c>redis</c>, <c>memcached</c>. Default memory, and Redis where there is one.</summary>
    public List<string> Levels { get; set; } = [];

    /// <summary>Most memory for answers. Default 500 MB.</summary>
    public ByteSize MaxSize { get; set; } = new(500L * 1024 * 1024);

    /// <summary>How many answers may wait to be written to each level but memory; what comes then is dropped there. Default 1,024.</summary>
    [Range(1, 1_000_000)]
    public int MaxWaiting { get; set; } = 1024;

    /// <summary>How many bytes of answers may wait to be written to each level but memory. Default 64 MB.</summary>
    public ByteSize MaxWaitingSize { get; set; } = new(64 * 1024 * 1024);

    /// <summary>The level on disk.</summary>
    public DiskCacheOptions Disk { get; set; } = new();

    /// <summary>The level in Redis.</summary>
    public RedisCacheOptions Redis { get; set; } = new();

    /// <summary>The level in Memcached.</summary>
    public MemcachedOptions Memcached { get; set; } = new();

    /// <summary>The levels' names, in order.</summary>
    /// <param name="hasRedis">Whether the host has a Redis.</param>
    public IReadOnlyList<string> LevelNames(bool hasRedis) =>
        Levels.Count != 0 ? [.. Levels.Select(level => level.ToLowerInvariant())] : hasRedis ? [CacheLevelNames.Memory, CacheLevelNames.Redis] : [CacheLevelNames.Memory];
}
