using HybridAi.Client;
using HybridAi.Client.AiPerformance;
using HybridAi.Core.Costs;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Health;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Node.Hosting;
using HybridAi.TestServers;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.AiPerformance;

public sealed class SqliteHealthAndAdviceTests() : HealthAndAdviceTests(null);

public sealed class PostgresHealthAndAdviceTests(PostgresFixture postgres) : HealthAndAdviceTests(postgres);

/// <summary>Health by what was called, and what is recommended, at a gateway with the same model at two providers: a dear one and a cheap one.</summary>
public abstract class HealthAndAdviceTests(PostgresFixture? postgres) : IAsyncLifetime
{
    private TestGateway _gateway = null!;
    private HybridAiClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(new() { ["Providers:two:Models:0:InputPerMillion"] = "0.5", ["Providers:two:Models:0:OutputPerMillion"] = "1", ["Breaker:Enabled"] = "true" }, postgres: postgres);
        _client = new HybridAiClient(_gateway.Http, TestGateway.AdministratorKey);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_provider_is_judged_by_its_calls_and_circuits()
    {
        Assert.Equal(["unknown", "unknown"], (await _client.PerformanceHealthAsync()).Providers.Select(provider => provider.Status));
        See("one", calls: 20, failed: 0);
        See("two", calls: 20, failed: 2);
        await _gateway.LookAtHealthAsync();
        var health = await _client.PerformanceHealthAsync();
        Assert.Equal("warning", health.Status);
        Assert.Equal(["healthy", "warning"], health.Providers.Select(provider => provider.Status));
        Assert.Equal((0.9, "2 of 20 calls of the last minute failed"), (health.Providers[1].SuccessRate!.Value, Assert.Single(health.Providers[1].Reasons)));
        Assert.Contains("two is warning", health.Reasons);
        _gateway.App.Services.GetRequiredService<Breakers>().Adopt("one/m", BreakerState.Open, TimeSpan.FromMinutes(1));
        await _gateway.LookAtHealthAsync();
        health = await _client.PerformanceHealthAsync();
        Assert.Equal(("warning", "critical"), (health.Status, health.Providers[0].Status));
        Assert.Equal(new ProviderBreakersDocument(0, 0, 1), (await _client.PerformanceStatusAsync()).Providers.Single(provider => provider.Provider == "one").Breakers);
        Assert.Equal("open", (await _client.PerformanceDebugAsync()).Deployments.Single(one => one.Deployment == "one/m").Breaker);
        _gateway.App.Services.GetRequiredService<Breakers>().Adopt("two/m", BreakerState.Open, TimeSpan.FromMinutes(1));
        await _gateway.LookAtHealthAsync();
        Assert.Equal("critical", (await _client.PerformanceHealthAsync()).Status);
    }

    [Fact]
    public async Task Figures_that_give_ground_give_advice_and_a_cheaper_deployment_its_saving()
    {
        Assert.Empty((await _client.RecommendationsAsync()).Recommendations);
        await AddAsync(Records("one", 120).Concat(Records("two", 119)));
        // The cheaper one answers fewer of its requests, though that is not its own fault.
        await AddAsync(Records("two", 40).Select(record => record with { Outcome = UsageOutcome.Failed, FailureCause = "BadRequest" }));
        Assert.Empty((await _client.RecommendationsAsync()).Recommendations);
        await AddAsync(Records("one", 81).Select(record => record with { Outcome = UsageOutcome.Failed, FailureCause = "ServerError" }));
        var advice = (await _client.RecommendationsAsync()).Recommendations;
        // 201 requests of 20,000 tokens in and 10,000 out: 0.04 dollars at one, half of it at two.
        var cheaper = advice[0];
        Assert.Equal(("cheaper-deployment", "one/m", 201 * 0.02m), (cheaper.Kind, cheaper.Subject, cheaper.EstimatedSavingUsd!.Value));
        Assert.Equal((201m, 201 * 0.04m, 201 * 0.02m), (cheaper.Figures["requests"], cheaper.Figures["costUsd"], cheaper.Figures["otherCostUsd"]));
        var errors = advice[1];
        Assert.Equal(("provider-errors", "one", 81L, 81m, 0m), (errors.Kind, errors.Subject, errors.EstimatedErrorsAvoided!.Value, errors.Figures["failed"], errors.Figures["othersFailed"]));
        Assert.Equal(2, advice.Count);
        Assert.Empty((await _client.RecommendationsAsync(new() { Provider = "two" })).Recommendations);
        Assert.Equal("cheaper-deployment", Assert.Single((await _client.RecommendationsAsync(new() { Provider = "one", Model = "m" })).Recommendations).Kind);
    }

    private void See(string provider, int calls, int failed)
    {
        var deployment = _gateway.Snapshots.Current.Models.FindModel(provider, "m")!;
        for (var i = 0; i < calls; i++)
        {
            var outcome = new AttemptOutcome(deployment, TimeSpan.FromMilliseconds(10), null, i < failed ? FailureCause.ServerError : null, 200, null);
            _gateway.App.Services.GetRequiredService<DeploymentStatistics>().Ended(outcome);
            _gateway.App.Services.GetRequiredService<HealthWindows>().Ended(outcome);
        }
    }

    private IEnumerable<UsageRecord> Records(string provider, int count) => Enumerable.Range(0, count).Select(i => new UsageRecord
    {
        Id = Guid.CreateVersion7(_gateway.Time.GetUtcNow().AddMinutes(-5)),
        At = _gateway.Time.GetUtcNow().AddMinutes(-5),
        OrganizationId = OrganizationId.Default,
        KeyId = new KeyId(new Guid("01890000-0000-7000-8000-000000000002")),
        Api = "chat.completions",
        RequestedModel = "both",
        Provider = provider,
        Model = "m",
        Deployment = provider + "/m",
        Status = 200,
        Outcome = UsageOutcome.Succeeded,
        Usage = new TokenUsage { Input = 20_000, Output = 10_000 },
        Cost = Cost.FromUsd(provider == "one" ? 0.04m : 0.02m),
        CostSource = CostSource.Catalog,
        Duration = TimeSpan.FromMilliseconds(100),
        Attempts = 1,
    });

    private async Task AddAsync(IEnumerable<UsageRecord> records)
    {
        var storage = _gateway.App.Services.GetRequiredService<OpenedStorage>().Module;
        await storage.Usage.InsertAsync([.. records], default);
        foreach (var level in new[] { RollupLevel.Minute, RollupLevel.Hour, RollupLevel.Day })
        {
            foreach (var period in await storage.Rollups.ListNewsAsync(level, DateTimeOffset.MaxValue, 1000, default))
                Assert.Equal(RollupOutcome.Done, await storage.Rollups.RollAsync(level, period, 1000, default));
        }
    }
}
