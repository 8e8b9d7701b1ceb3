using HybridAi.Core.Configuration;
using HybridAi.Node.Settings;
using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Gateway.Tests.Configuration;

/// <summary>Which defaults limits have, and that they are no more than that.</summary>
public sealed class LimitProfileTests
{
    [Theory]
    [InlineData(null, null, "production")]
    [InlineData(null, "Production", "production")]
    [InlineData(null, "Development", "development")]
    [InlineData(null, "STAGING", "staging")]
    [InlineData(null, "Testing", "production")]
    [InlineData("Development", "Production", "development")]
    [InlineData("production", "Development", "production")]
    [InlineData("", "Staging", "staging")]
    public void The_one_that_is_named_counts_else_the_environment_s(string? named, string? environment, string profile)
    {
        var settings = Read(environment, ("Profile", named));
        Assert.Equal(profile, settings.Profile);
    }

    [Fact]
    public void Each_has_its_values()
    {
        // As docs/health.md has them.
        var table = new[] { "development", "staging", "production" }.Select(name => Read(null, ("Profile", name)).Health)
            .Select(health => (health.Memory.Limit.ToString(), health.Memory.CollectInterval.TotalSeconds, health.Resources.Threads, health.Resources.QueuedWork, health.Resources.Requests, health.Resources.UpstreamConnections));
        Assert.Equal([("2GB", 10, 200, 1_000, 500, 200), ("4GB", 20, 500, 5_000, 5_000, 2_000), ("0B", 30, 1_000, 10_000, 20_000, 0)], table);
    }

    [Fact]
    public void What_is_configured_wins_and_the_rest_stays_the_profile_s()
    {
        var health = Read("Development", ("Health:Memory:Limit", "300MB"), ("Health:Resources:Threads", "1000")).Health;
        Assert.Equal((new ByteSize(300L << 20), 1_000, 500), (health.Memory.Limit, health.Resources.Threads, health.Resources.Requests));
        Assert.Equal(new ByteSize(0), Read("Development", ("Health:Memory:Limit", "0")).Health.Memory.Limit);
    }

    [Fact]
    public void One_that_does_not_exist_is_refused_with_those_that_do_and_whatever_else_is_wrong()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Read("Development", ("Profile", "prod"), ("Health:Memory:ActAt", "2")));
        Assert.Contains("Profile: 'prod' is unknown. Known are: development, production, staging.", refused.Errors);
        Assert.Contains(refused.Errors, error => error.StartsWith("Health:Memory:ActAt", StringComparison.Ordinal));
    }

    private static NodeSettings Read(string? environment, params (string Key, string? Value)[] settings) => NodeSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => pair.Value)).Build(), new Dictionary<string, Uri>(), environment);
}
