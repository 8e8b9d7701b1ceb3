namespace HybridAi.Core.Caching;

/// <summary>What the levels of the answer cache are called in configuration, metrics and reports.</summary>
public static class CacheLevelNames
{
    /// <summary>The process's own memory.</summary>
    public const string Memory = "memory";

    /// <summary>A file in the data directory.</summary>
    public const string Disk = "disk";

    /// <summary>The host's Redis.</summary>
    public const string Redis = "redis";

    /// <summary>Memcached servers.</summary>
    public const string Memcached = "memcached";

    /// <summary>All of them, the fastest first.</summary>
    public static readonly IReadOnlyList<string> All = [Memory, Disk, Redis, Memcached];
}
