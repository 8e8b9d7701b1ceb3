using HybridAi.Node.Settings;
using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Gateway.Tests.Configuration;

public sealed class CacheOptionsTests
{
    [Fact]
    public void By_default_answers_are_kept_in_memory_and_in_Redis_where_there_is_one()
    {
        var alone = Read([]);
        Assert.Equal(["memory"], alone.Cache.LevelNames(alone.HasRedis));
        var sharing = Read(new() { ["ConnectionStrings:cache"] = "localhost" });
        Assert.Equal(["memory", "redis"], sharing.Cache.LevelNames(sharing.HasRedis));
        Assert.Equal(500L * 1024 * 1024, alone.Cache.MaxSize.Bytes);
    }

    [Fact]
    public void Levels_are_taken_in_their_order_in_any_case()
    {
        var settings = Read(new() { ["Cache:Levels"] = "Memory, MEMCACHED,disk", ["Cache:Memcached:Servers"] = "one, two:1" });
        Assert.Equal(["memory", "memcached", "disk"], settings.Cache.LevelNames(settings.HasRedis));
        Assert.Equal(["one", "two:1"], settings.Cache.Memcached.Servers);
    }

    [Fact]
    public void Everything_that_is_wrong_is_named()
    {
        var errors = Assert.Throws<ConfigurationException>(() => Read(new()
        {
            ["Cache:Levels"] = "memory,tape,redis,memory,memcached", ["Cache:MaxSize"] = "1", ["Cache:Ttl"] = "2h", ["Cache:MaxTtl"] = "1h", ["Cache:Disk:MaxSize"] = "0", ["Cache:Disk:Path"] = "",
            ["Cache:Redis:MaxValueSize"] = "1GB", ["Cache:Memcached:MaxValueSize"] = "2GB", ["Cache:Memcached:Deadline"] = "1h", ["Cache:MaxWaiting"] = "0", ["Cache:MaxWaitingSize"] = "0",
        })).Errors;
        Assert.Equal(
            [
                "Cache:Disk:MaxSize: must be between 1KB and 16TB.",
                "Cache:Levels: 'tape' is no level. Known are: memory, disk, redis, memcached.",
                "Cache:Levels: names 'memory' more than once.",
                "Cache:Levels: names memcached, but there is no server: set Cache:Memcached:Servers.",
                "Cache:Levels: names redis, but there is none: set ConnectionStrings:cache.",
                "Cache:MaxSize: must be between 1KB and 1TB.",
                "Cache:MaxTtl: must not be shorter than Cache:Ttl.",
                "Cache:MaxWaitingSize: must be between 1KB and 1TB.",
                "Cache:Memcached:MaxValueSize: must be between 1KB and 1GB.",
                "Cache:Redis:MaxValueSize: must be between 1KB and 512MB.",
            ],
            errors.Where(error => !error.Contains("field", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        foreach (var key in new[] { "Cache:Disk:Path", "Cache:Memcached:Deadline", "Cache:MaxWaiting" })
            Assert.Contains(errors, error => error.StartsWith($"{key}:", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_server_that_cannot_be_read_or_is_named_twice_is_named()
    {
        var errors = Assert.Throws<ConfigurationException>(() => Read(new() { ["Cache:Levels"] = "memcached", ["Cache:Memcached:Servers"] = "one:0,two,TWO:11211,http://three" })).Errors;
        Assert.Equal(
            [
                "Cache:Memcached:Servers: 'one:0' is not a server such as cache-1, cache-1:11211, 10.0.0.7:11211 or [fd00::7]:11211.",
                "Cache:Memcached:Servers: names 'TWO:11211' more than once.",
                "Cache:Memcached:Servers: 'http://three' is not a server such as cache-1, cache-1:11211, 10.0.0.7:11211 or [fd00::7]:11211.",
            ],
            errors);
    }

    private static NodeSettings Read(Dictionary<string, string?> settings) => NodeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), new Dictionary<string, Uri>());
}
