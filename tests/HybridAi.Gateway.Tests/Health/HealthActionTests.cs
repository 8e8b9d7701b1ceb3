using System.Net;
using HybridAi.Client.Errors;
using HybridAi.Client.Health;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Gateway.Tests.Management;

namespace HybridAi.Gateway.Tests.Health;

public sealed class SqliteHealthActionTests(ManagementServer server) : HealthActionTests(server), IClassFixture<ManagementServer>;

public sealed class PostgresHealthActionTests(PostgresManagementServer server) : HealthActionTests(server), IClassFixture<PostgresManagementServer>;

/// <summary>What administrators do about what is not as it should be.</summary>
public abstract class HealthActionTests(ManagementServer server)
{
    private const string OneOnly = """{"model":"one/m","messages":[]}""";

    [Theory]
    [InlineData("""{}""", "action")]
    [InlineData("""{"action":"dance"}""", "action")]
    [InlineData("""{"action":"disable-provider"}""", "provider")]
    [InlineData("""{"action":"set-budget","provider":"openai"}""", "dailyLimit")]
    [InlineData("""{"action":"set-budget","provider":"openai","dailyLimit":-1}""", "dailyLimit")]
    [InlineData("""{"action":"clear-cache","provider":"openai"}""", "provider")]
    [InlineData("""{"action":"run-optimization","job":"retention"}""", "job")]
    public async Task What_is_wrong_is_named(string json, string field)
    {
        var answer = await server.AsAdministratorAsync(HttpMethod.Post, "/api/ai/health", json);
        Assert.Equal((400, field), (answer.Status, answer.Param));
    }

    [Fact]
    public async Task A_provider_that_was_defined_here_is_switched_in_its_definition()
    {
        var client = server.Client(Role.Administrator);
        Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<HybridAiApiException>(() => client.ActOnHealthAsync(new() { Action = "enable-provider", Provider = "nobody" }))).Status);
        await client.CreateAsync(new HybridAi.Client.Providers.SaveProviderRequest { Name = "mine", BaseUrl = "http://127.0.0.1:9/v1", AllowPrivateNetwork = true, Profile = "openai-compatible", Key = "k-12345" }, probe: false);
        foreach (var (action, enabled) in new[] { ("disable-provider", false), ("disable-provider", false), ("enable-provider", true) })
        {
            var done = await client.ActOnHealthAsync(new() { Action = action, Provider = "MINE" });
            Assert.Equal(["mine"], done.Done);
            Assert.Equal(enabled, (await client.ProviderAsync("mine")).Enabled);
        }

        // The second time nothing was to be done.
        Assert.Equal(2, (await server.AuditAsync("provider.update")).Count(entry => entry.Target == "mine"));
    }

    [Theory]
    [InlineData("groq", "none")]
    [InlineData("mistral", "none")]
    [InlineData("openai", "environment")]
    public async Task A_provider_of_the_configuration_is_switched_beside_it(string name, string key)
    {
        var client = server.Client(Role.Administrator);
        var before = (await client.ProvidersAsync()).Data;
        Assert.True(before.Single(one => one.Name == name).Enabled);
        foreach (var (action, enabled) in new[] { ("disable-provider", false), ("disable-provider", false), ("enable-provider", true), ("enable-provider", true) })
        {
            Assert.Equal([name], (await client.ActOnHealthAsync(new() { Action = action, Provider = name.ToUpperInvariant() })).Done);
            var shown = (await client.ProvidersAsync()).Data.Single(one => one.Name == name);
            Assert.Equal((enabled, key), (shown.Enabled, shown.KeySource));
            if (enabled)
                continue;
            Assert.Equal((0, name), (shown.Models, (await client.ProvidersAsync()).Data[^1].Name));
            var health = (await client.AiHealthAsync()).Providers.Single(one => one.Name == name);
            Assert.Equal((false, "unknown", "an administrator switched it off"), (health.Enabled, health.Status, health.Reason));
        }

        Assert.Equivalent(before, (await client.ProvidersAsync()).Data);
        // The clock stands still, so that they have no order.
        var audit = (await server.AuditAsync("provider.")).Where(entry => entry.Target == name).OrderBy(entry => entry.Action).ToList();
        Assert.Equal(["provider.disable", "provider.enable"], audit.Select(entry => entry.Action));
        Assert.Contains("\"enabled\":false", audit[0].After, StringComparison.Ordinal);
        Assert.Contains("\"enabled\":true", audit[0].Before, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_configuration_switches_off_is_switched_on_there()
    {
        var client = server.Client(Role.Administrator);
        var refused = await Assert.ThrowsAsync<HybridAiApiException>(() => client.ActOnHealthAsync(new() { Action = "enable-provider", Provider = "anthropic" }));
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Contains("Providers:anthropic:Enabled", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["anthropic"], (await client.ActOnHealthAsync(new() { Action = "disable-provider", Provider = "anthropic" })).Done);
        Assert.DoesNotContain(await server.AuditAsync("provider."), entry => entry.Target == "anthropic");
    }

    [Fact]
    public async Task A_providers_budget_is_made_and_changed()
    {
        var client = server.Client(Role.Administrator);
        Assert.Equal(["openai"], (await client.ActOnHealthAsync(new() { Action = "set-budget", Provider = "OpenAI", DailyLimit = 5 })).Done);
        Assert.Equal(["openai"], (await client.ActOnHealthAsync(new() { Action = "set-budget", Provider = "openai", MonthlyLimit = 90.5m })).Done);
        var budget = await client.BudgetAsync("openai");
        Assert.Equal((5m, 90.5m, "provider", 2L), (budget.DailyLimit, budget.MonthlyLimit, budget.Scope, budget.Revision));
        Assert.Contains((await client.BudgetStatusAsync()).Data, row => row.Budget == "openai");
    }

    [Fact]
    public async Task Jobs_are_asked_for_and_the_cache_is_cleared()
    {
        var client = server.Client(Role.Administrator);
        var answer = await Assert.ThrowsAsync<HybridAiApiException>(() => client.ActOnHealthAsync(new() { Action = "run-optimization", Job = "cache-ttl" }));
        Assert.Equal("job_not_run", answer.Code);
        Assert.Equal(["all"], (await client.ActOnHealthAsync(new() { Action = "clear-cache" })).Done);
        Assert.Equal("all", Assert.Single(await server.AuditAsync("cache.purge")).Target);
    }

    [Fact]
    public async Task A_circuit_is_closed_and_it_is_known_who_did_it()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Breaker:Enabled"] = "true", ["Breaker:Failures"] = "2" }, postgres: server.Postgres);
        gateway.One.Answer = call => call.AnswerAsync(500, "");
        for (var i = 0; i < 2; i++)
            (await gateway.ChatAsync(OneOnly)).Dispose();
        var client = new HybridAi.Client.HybridAiClient(gateway.Http, TestGateway.AdministratorKey);
        Assert.Single((await client.BreakersAsync()).Data);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        var refused = await Assert.ThrowsAsync<HybridAiApiException>(() => client.ActOnHealthAsync(new() { Action = "reset-breaker", Deployment = "two/m" }));
        Assert.Equal(HttpStatusCode.NotFound, refused.Status);
        Assert.Equal(["one/m"], (await client.ActOnHealthAsync(new() { Action = "reset-breaker" })).Done);
        Assert.Empty((await client.BreakersAsync()).Data);
        using var answer = await gateway.ChatAsync(OneOnly);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("one/m", Assert.Single((await client.AuditAsync(new() { Action = "breaker.reset" })).Data).Target);
    }
}
