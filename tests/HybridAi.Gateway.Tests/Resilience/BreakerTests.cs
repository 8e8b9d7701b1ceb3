using System.Text.Json;
using HybridAi.Client;
using HybridAi.Client.Deployments;
using HybridAi.Client.Events;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Resilience;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Resilience;

public sealed class BreakerTests
{
    private const string OneOnly = """{"model":"one/m","messages":[]}""";

    [Fact]
    public async Task After_five_failures_a_deployment_is_left_alone_until_a_trial_succeeds()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(500, Wire.Error("boom"));
        gateway.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        for (var i = 0; i < 5; i++)
            Assert.Equal("2", await AttemptsAsync(gateway));
        Assert.Equal("1", await AttemptsAsync(gateway));
        Assert.Equal(5, gateway.One.Count);
        var providers = JsonElement.Parse(await gateway.Http.GetStringAsync("/api/providers")).GetProperty("data").EnumerateArray()
            .Where(provider => provider.GetProperty("name").GetString() is "one" or "two").ToDictionary(provider => provider.GetProperty("name").GetString()!, provider => provider.GetProperty("reliability").GetDouble());
        Assert.Equal(0, providers["one"]);
        Assert.InRange(providers["two"], 80, 100);
        var record = gateway.Journal.Completed[^1];
        Assert.Equal("Last: one/m (circuit open for another 30 s).", Assert.Single(record.Decisions!).Text);
        var breaker = Assert.Single(await ListAsync(gateway));
        Assert.Equal(("one/m", "open", 30_000), (breaker.GetProperty("deployment").GetString(), breaker.GetProperty("state").GetString(), breaker.GetProperty("openForMs").GetDouble()));

        gateway.Time.Advance(TimeSpan.FromSeconds(30));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        for (var i = 0; i < 2; i++)
        {
            await AttemptsAsync(gateway);
            Assert.Contains("circuit was open a moment ago", Assert.Single(gateway.Journal.Completed[^1].Decisions!).Text);
            Assert.Equal("half-open", Assert.Single(await ListAsync(gateway)).GetProperty("state").GetString());
        }

        await AttemptsAsync(gateway);
        Assert.Empty(await ListAsync(gateway));
        Assert.Equal(8, gateway.One.Count);
        await gateway.App.Services.GetRequiredService<FallbackLog>().WriteAsync(default);
        var events = JsonElement.Parse(await gateway.Http.GetStringAsync("/api/routing/fallback-events")).GetProperty("data").EnumerateArray()
            .Select(one => one.GetProperty("kind").GetString()).Where(kind => kind!.StartsWith("breaker.", StringComparison.Ordinal));
        Assert.Equal(["breaker.closed", "breaker.opened"], events);
    }

    [Theory]
    [InlineData(true, "called-otherwise")]
    [InlineData(false, "one/m")]
    public async Task What_opened_is_told_with_its_provider_whatever_the_deployment_is_called(bool registered, string deployment)
    {
        await using var gateway = await StartAsync();
        var client = new HybridAiClient(gateway.Http, TestGateway.AdministratorKey);
        if (registered)
            await client.CreateAsync(new SaveDeploymentRequest { Name = deployment, Provider = "one", Model = "m" });
        gateway.One.Answer = call => call.AnswerAsync(500, Wire.Error("boom"));
        for (var i = 0; i < 5; i++)
            (await gateway.ChatAsync(OneOnly)).Dispose();
        await gateway.App.Services.GetRequiredService<FallbackLog>().WriteAsync(default);
        var told = Assert.Single((await client.EventHistoryAsync(new EventHistoryFilter { Topics = EventTopicNames.ProviderStatus })).Data);
        Assert.Equal((deployment, "one"), (told.Data.GetProperty("deployment").GetString(), told.Data.GetProperty("provider").GetString()));
    }

    [Fact]
    public async Task With_all_circuits_open_callers_are_told_when_to_come_back()
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(500, Wire.Error("boom"));
        for (var i = 0; i < 5; i++)
            (await gateway.ChatAsync(OneOnly)).Dispose();
        gateway.Time.Advance(TimeSpan.FromSeconds(10.5));
        using var answer = await gateway.ChatAsync(OneOnly);
        var error = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal((503, "20", "no_deployment_available"), ((int)answer.StatusCode, answer.Headers.GetValues("Retry-After").Single(), error.GetProperty("code").GetString()));
        Assert.Contains("one/m", error.GetProperty("message").GetString());
        Assert.Equal(5, gateway.One.Count);
        var record = gateway.Journal.Completed[^1];
        Assert.Equal((503, 0, UsageOutcome.Failed, "NoDeploymentAvailable"), (record.Status, record.Attempts, record.Outcome, record.FailureCause));
        Assert.Contains("one/m was left out: its circuit is open for another 19.5 s.", record.Decisions!.Select(decision => decision.Text));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(429)]
    public async Task What_is_not_a_providers_failure_opens_nothing(int status)
    {
        await using var gateway = await StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(status, Wire.Error("no"));
        for (var i = 0; i < 8; i++)
            (await gateway.ChatAsync(OneOnly)).Dispose();
        Assert.Equal(8, gateway.One.Count);
    }

    [Fact]
    public async Task Impatient_callers_open_nothing()
    {
        await using var gateway = await StartAsync();
        for (var i = 0; i < 6; i++)
        {
            var answering = gateway.ChatAsync(OneOnly, request => request.Headers.Add("x-hybridai-timeout", "1s"));
            var call = await gateway.One.NextAsync();
            using var answer = await gateway.PassTimeUntilAsync(TimeSpan.FromSeconds(1), answering);
            Assert.Equal(504, (int)answer.StatusCode);
            await call.UntilClosedAsync();
        }

        Assert.Empty(await ListAsync(gateway));
    }

    private static Task<TestGateway> StartAsync() => TestGateway.StartAsync(new() { ["Breaker:Enabled"] = "true" });

    private static async Task<string> AttemptsAsync(TestGateway gateway)
    {
        using var answer = await gateway.ChatAsync();
        await answer.Content.ReadAsStringAsync();
        return answer.Headers.GetValues("x-hybridai-attempts").Single();
    }

    private static async Task<JsonElement.ArrayEnumerator> ListAsync(TestGateway gateway) =>
        JsonElement.Parse(await gateway.Http.GetStringAsync("/api/routing/breakers")).GetProperty("data").EnumerateArray();
}
