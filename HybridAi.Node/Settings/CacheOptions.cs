using System.ComponentModel.DataAnnotations;
using HybridAi.Core.Caching;
using HybridAi.Core.Configuration;
using HybridAi.Storage.Caching;
using HybridAi.Storage.Memcached;

namespace HybridAi.Node.Settings;

/// <summary>The answer cache. Configuration section <c>Cache</c>.</summary>
public sealed class CacheOptions
{
    /// <summary>Whether answers are cached and identical requests in flight share one call. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long an answer may be used again where no rule says otherwise. Default 1 h.</summary>
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

    /// <summary>The largest answer that is kept; 1 KB to 64 MB. Default 1 MB.</summary>
    public ByteSize MaxAnswerSize { get; set; } = new(1024 * 1024);

    /// <summary>The largest request whose answer is kept; 1 KB to 1 GB. Default 4 MB.</summary>
    public ByteSize MaxRequestSize { get; set; } = new(4 * 1024 * 1024);

    /// <summary>Within what an answer is given again. Default <see cref="CachePartition.Organization"/>.</summary>
    public CachePartition Partition { get; set; }

    /// <summary>Whether identical requests that are in flight at the same time share one call. Default true.</summary>
    public bool Coalesce { get; set; } = true;

    /// <summary>Answers found by meaning.</summary>
    public SemanticCacheOptions Semantic { get; set; } = new();

    /// <summary>
    /// Whether a request is also answered as another one was whose messages differ from its own only by notes: ids, states, times and marks for the provider's cache of prompts, and by fields that are null
    /// or empty. That such fields change nothing is a belief about the provider. Default false.
    /// </summary>
    public bool ApproximatePrefix { get; set; }

    /// <summary>Whether the bodies of the requests that are asked most are kept in memory, for warming. They are what people wrote. Default false.</summary>
    public bool KeepRequests { get; set; }

    /// <summary>Whether the times to live that the job <c>cache-ttl</c> proposes are put in force at once. Default false.</summary>
    public bool AutoTtl { get; set; }

    /// <summary>The levels' names, in order.</summary>
    /// <param name="hasRedis">Whether the host has a Redis.</param>
    public IReadOnlyList<string> LevelNames(bool hasRedis) =>
        Levels.Count != 0 ? [.. Levels.Select(level => level.ToLowerInvariant())] : hasRedis ? [CacheLevelNames.Memory, CacheLevelNames.Redis] : [CacheLevelNames.Memory];
}
