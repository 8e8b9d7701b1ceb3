using HybridAi.Core.Configuration;

namespace HybridAi.Storage.Caching;

/// <summary>The answer cache's level in Redis. Configuration section <c>Cache:Redis</c>.</summary>
public sealed class RedisCacheOptions
{
    /// <summary>The largest answer that is kept there; larger ones would hold up what else Redis does. Default 1 MB.</summary>
    public ByteSize MaxValueSize { get; set; } = new(1024 * 1024);
}
