using HybridAi.Core.Caching;
using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Storage.Caching;
using HybridAi.TestServers;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace HybridAi.Gateway.Tests.Caching;

/// <summary>A gateway with all levels that there are.</summary>
public sealed class CacheLevelsTests
{
    [Fact]
    public async Task The_levels_are_made_in_the_order_of_the_options_and_an_answer_is_found_at_each()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var memcached = await MemcachedServer.StartAsync();
        var settings = new Dictionary<string, string?>
        {
            ["Cache:Enabled"] = "true", ["Cache:Levels"] = "memory,disk,memcached,redis", ["Cache:Memcached:Servers"] = memcached.Address, ["Cache:Memcached:Deadline"] = "5s",
            ["Cache:Disk:Deadline"] = "5s", ["ConnectionStrings:cache"] = redis.ConnectionString, ["Redis:Deadline"] = "5s",
        };
        await using var gateway = await TestGateway.StartAsync(
            settings, services => services.AddSingleton(TimeProvider.System).AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(redis.ConnectionString)));
        var cache = gateway.App.Services.GetRequiredService<LayeredCache>();
        Assert.Equal(["memory", "disk", "memcached", "redis"], cache.Levels);
        var purges = gateway.App.Services.GetRequiredService<CachePurges>();
        await GatewayCalls.UntilAsync(async () => purges.IsLoaded && (await cache.StatusAsync(default)).All(status => !status.IsDegraded));

        var answer = Answer();
        cache.Keep(answer);
        await GatewayCalls.UntilAsync(async () => (await cache.StatusAsync(default)).All(status => status.Waiting == 0));
        Assert.Equal("memory", (await cache.FindAsync(answer.Key, default)).Level);
        // Without the one in memory it comes from the next, and from the last when those between have lost it.
        Assert.Equal("disk", await LevelAsync());
        await RemoveAsync<DiskCacheLevel>(gateway, answer.Key);
        Assert.Equal("memcached", await LevelAsync());
        await GatewayCalls.UntilAsync(async () => await LevelAsync() == "disk");
        await RemoveAsync<DiskCacheLevel>(gateway, answer.Key);
        await memcached.KillAsync();
        await GatewayCalls.UntilAsync(async () => await LevelAsync() == "redis");

        await GatewayCalls.UntilAsync(async () =>
        {
            var lost = (await gateway.HealthAsync()).GetProperty("dependencies").EnumerateArray().Single(dependency => dependency.GetProperty("name").GetString() == "memcached");
            return lost.GetProperty("status").GetString() == "degraded" && lost.GetProperty("detail").GetString()!.StartsWith(memcached.Address, StringComparison.Ordinal);
        });
        await cache.RemoveAsync(answer.Key, default);
        await GatewayCalls.UntilAsync(async () =>
        {
            await cache.RemoveAsync(answer.Key, default);
            return !(await cache.FindAsync(answer.Key, default)).IsHit;
        });

        async Task<string?> LevelAsync()
        {
            cache.Memory!.Remove(answer.Key);
            return (await cache.FindAsync(answer.Key, default)).Level;
        }
    }

    [Fact]
    public async Task While_the_cache_is_off_there_is_no_level_and_nothing_is_kept()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Cache:Enabled"] = "false" });
        var cache = gateway.App.Services.GetRequiredService<LayeredCache>();
        Assert.Empty(cache.Levels);
        cache.Keep(Answer());
        Assert.False((await cache.FindAsync(Answer().Key, default)).IsHit);
    }

    private static async Task RemoveAsync<T>(TestGateway gateway, CacheKey key)
        where T : class, ICacheLevel
    {
        var level = gateway.App.Services.GetRequiredService<T>();
        // What a hit below has promoted may still be on its way.
        await GatewayCalls.UntilAsync(async () => (await gateway.App.Services.GetRequiredService<LayeredCache>().StatusAsync(default)).All(status => status.Waiting == 0));
        await level.RemoveAsync(key, default);
    }

    private static CachedAnswer Answer() => new()
    {
        Key = new CacheKey(OrganizationId.Default, 1, 2), Api = "chat.completions", Streamed = false, ContentType = "application/json", Body = "{}"u8.ToArray(), RequestedModel = "m", Provider = "one",
        Model = "m", Usage = new TokenUsage { Input = 1 }, CreatedAt = TimeProvider.System.GetUtcNow(), ExpiresAt = TimeProvider.System.GetUtcNow().AddHours(1),
    };
}
