using HybridAi.Core.Routing.Live;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Resilience;
using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>What a gateway does not start with, and what it does when a request breaks it.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData("HYBRIDAI_ADMIN_KEY", null, "HYBRIDAI_ADMIN_KEY")]
    [InlineData("HYBRIDAI_ADMIN_KEY", "short", "HYBRIDAI_ADMIN_KEY")]
    [InlineData("Upstream:TotalTimeout", "never", "Upstream:TotalTimeout")]
    [InlineData("Hedging:Quantile", "0.3", "Hedging:Quantile")]
    [InlineData("Hedging:MaxExtraShare", "2", "Hedging:MaxExtraShare")]
    [InlineData("Hedging:MinDelay", "1m", "Hedging:MaxDelay")]
    [InlineData("Health:Memory:Limit", "1MB", "Health:Memory:Limit: must be 0")]
    [InlineData("Health:Memory:ActAt", "0.6", "Health:Memory:ResumeAt: must be less")]
    [InlineData("Health:Memory:ActAt", "0.98", "Health:Memory:CriticalAt")]
    [InlineData("Health:Memory:CollectInterval", "0s", "Health:Memory:CollectInterval")]
    [InlineData("Health:Memory:Limit", "plenty", "Health:Memory:Limit")]
    [InlineData("Health:Resources:Warning", "0.97", "Health:Resources:Warning: must not be greater")]
    [InlineData("Health:Resources:Threads", "0", "Health:Resources:Threads")]
    [InlineData("Health:Resources:Sockets", "1", "Health:Resources:Sockets: is unknown")]
    public async Task A_bad_configuration_stops_the_start(string key, string? value, string named)
    {
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => TestGateway.StartAsync(new() { [key] = value }));
        Assert.Contains(named, refused.Message);
    }

    [Fact]
    public async Task Without_any_provider_it_does_not_start()
    {
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => TestGateway.StartAsync(new() { ["Providers:one:Enabled"] = "false", ["Providers:two:Enabled"] = "false" }));
        Assert.Contains("OPENAI_API_KEY", refused.Message);
    }

    [Fact]
    public async Task A_bug_on_the_way_is_a_500_in_the_dialects_shape_and_is_recorded_once()
    {
        await using var gateway = await TestGateway.StartAsync(services: services => services.AddSingleton(provider =>
            new WatchedAttempt(null!, provider.GetRequiredService<AttemptRules>(), [], provider.GetRequiredService<DeploymentStates>(), TimeProvider.System)));
        using var answer = await gateway.ChatAsync();
        Assert.Equal(500, (int)answer.StatusCode);
        var id = answer.Headers.GetValues("x-hybridai-request-id").Single();
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("internal_error", text);
        Assert.Contains(id, text);
        var record = await gateway.Journal.NextAsync();
        Assert.Equal((500, "Internal", true, "one"), (record.Status, record.FailureCause, record.Estimated, record.Provider));
        Assert.Equal(id, record.Id.ToString());
        Assert.Single(gateway.Journal.Completed);
    }
}
