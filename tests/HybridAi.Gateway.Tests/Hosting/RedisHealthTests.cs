using System.Text.Json;
using HybridAi.ServiceDefaults.Configuration;
using HybridAi.TestServers;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>A gateway with a Redis: it starts without it, goes on without it, and says so.</summary>
public sealed class RedisHealthTests
{
    [Fact]
    public async Task A_gateway_serves_before_with_and_after_its_redis()
    {
        await using var redis = await RedisServer.StartAsync();
        await redis.KillAsync();
        // The test's clock runs ahead of Redis's, so the deadline is a long one.
        var settings = new Dictionary<string, string?> { ["ConnectionStrings:cache"] = redis.ConnectionString, ["Redis:Deadline"] = "10s" };
        await using var gateway = await TestGateway.StartAsync(
            settings, services => services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(redis.ConnectionString)));
        Assert.NotNull((await RedisAsync(gateway, "degraded")).GetProperty("detail").GetString());

        await redis.RestartAsync();
        Assert.Equal(JsonValueKind.Null, (await RedisAsync(gateway, "healthy")).GetProperty("detail").ValueKind);
        await redis.KillAsync();
        Assert.NotNull((await RedisAsync(gateway, "degraded")).GetProperty("detail").GetString());
        using var models = await gateway.Http.GetAsync("/v1/models");
        Assert.Equal(200, (int)models.StatusCode);
    }

    [Fact]
    public async Task An_option_out_of_range_stops_the_start()
    {
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => TestGateway.StartAsync(new() { ["Redis:Deadline"] = "0s", ["Redis:Patience"] = "1s" }));
        Assert.Contains("Redis:Deadline", refused.Message);
        Assert.Contains("Redis:Patience", refused.Message);
    }

    /// <summary>Lets time pass until health is as expected; returns what it says of Redis.</summary>
    private static async Task<JsonElement> RedisAsync(TestGateway gateway, string status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            using var answer = await gateway.Http.GetAsync("/health", limit.Token);
            Assert.Equal(200, (int)answer.StatusCode);
            var health = JsonElement.Parse(await answer.Content.ReadAsStringAsync(limit.Token));
            var redis = Assert.Single(health.GetProperty("dependencies").EnumerateArray(), dependency => dependency.GetProperty("name").GetString() == "redis");
            if (health.GetProperty("status").GetString() == status)
                return redis;
            gateway.Time.Advance(TimeSpan.FromMilliseconds(500));
            await pause.WaitForNextTickAsync(limit.Token);
        }
    }
}
