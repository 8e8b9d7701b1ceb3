using HybridAi.Client;
using HybridAi.Client.Errors;
using HybridAi.Core.Audit;
using HybridAi.Core.Configuration;
using HybridAi.Core.Providers;
using HybridAi.Core.Tenancy;
using HybridAi.Node.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Hosting;

/// <summary>A provider of the configuration that is switched off over the API.</summary>
public sealed class ProviderSwitchTests
{
    private const string OneOnly = """{"model":"one/m","messages":[]}""", Either = """{"model":"m","messages":[]}""";

    [Fact]
    public async Task It_is_off_on_all_gateways_also_after_a_start_until_it_is_switched_on()
    {
        await using var pair = await GatewayPair.StartAsync();
        foreach (var upstream in new[] { pair.A.One, pair.A.Two, pair.B.One, pair.B.Two })
            upstream.Answer = call => call.AnswerAsync(200, Wire.Answer);
        Assert.Equal(["one"], (await Client(pair.A).ActOnHealthAsync(new() { Action = "disable-provider", Provider = "one" })).Done);
        // At once where it was done.
        Assert.Equal((404, 200), (await AskAsync(pair.A, OneOnly), await AskAsync(pair.A, Either)));
        await GatewayCalls.UntilAsync(async () => await AskAsync(pair.B, OneOnly) == 404);
        using (var answer = await pair.B.ChatAsync(Either))
            Assert.Equal((200, "two"), ((int)answer.StatusCode, Assert.Single(answer.Headers.GetValues("x-hybridai-provider"))));

        await pair.StopAsync(pair.B);
        await using var again = await pair.StartAsync("b");
        again.One.Answer = again.Two.Answer = call => call.AnswerAsync(200, Wire.Answer);
        Assert.Equal(404, await AskAsync(again, OneOnly));
        var shown = Assert.Single((await Client(again).ProvidersAsync()).Data, provider => provider.Name == "one");
        Assert.Equal((false, 0), (shown.Enabled, shown.Models));

        await Client(again).ActOnHealthAsync(new() { Action = "enable-provider", Provider = "one" });
        Assert.Equal(200, await AskAsync(again, OneOnly));
        await GatewayCalls.UntilAsync(async () => await AskAsync(pair.A, OneOnly) == 200);
        Assert.True((await Client(pair.A).ProvidersAsync()).Data.Single(provider => provider.Name == "one").Enabled);
        Assert.Equal(["provider.enable", "provider.disable"], (await Client(pair.A).AuditAsync(new() { Action = "provider." })).Data.Select(entry => entry.Action));
    }

    [Fact]
    public async Task What_the_configuration_switches_off_too_stays_as_it_is_and_no_entry_says_otherwise()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:two:Enabled"] = "false" });
        var switches = gateway.App.Services.GetRequiredService<IDocumentStore<ProviderSwitch>>();
        var at = DateTimeOffset.FromUnixTimeMilliseconds(gateway.Time.GetUtcNow().ToUnixTimeMilliseconds());
        // It was switched off before somebody did so in the configuration.
        await switches.SaveAsync(
            new ProviderSwitch { Name = "two", Revision = 1, UpdatedAt = at },
            new AuditEntry(Guid.CreateVersion7(at), at, OrganizationId.Default, new KeyId(Guid.CreateVersion7(at)), null, "provider.disable", "two", null, null), default);
        var refused = await Assert.ThrowsAsync<HybridAiApiException>(() => Client(gateway).ActOnHealthAsync(new() { Action = "enable-provider", Provider = "two" }));
        Assert.Equal("configured_provider", refused.Code);
        Assert.Equal("two", Assert.Single(await switches.AllAsync(default)).Name);
        Assert.Equal(["provider.disable"], (await Client(gateway).AuditAsync(new() { Action = "provider." })).Data.Select(entry => entry.Action));
        Assert.Equal(["two"], (await Client(gateway).ActOnHealthAsync(new() { Action = "disable-provider", Provider = "two" })).Done);
    }

    [Fact]
    public async Task What_the_configuration_alone_switches_off_is_off_already_and_nothing_is_kept()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:two:Enabled"] = "false" });
        Assert.Equal(["two"], (await Client(gateway).ActOnHealthAsync(new() { Action = "disable-provider", Provider = "TWO" })).Done);
        Assert.Empty(await gateway.App.Services.GetRequiredService<IDocumentStore<ProviderSwitch>>().AllAsync(default));
        Assert.Empty((await Client(gateway).AuditAsync(new() { Action = "provider." })).Data);
    }

    [Fact]
    public async Task It_stays_off_in_a_file_of_sqlite_too()
    {
        await using var gateway = await TestGateway.StartAsync();
        await Client(gateway).ActOnHealthAsync(new() { Action = "disable-provider", Provider = "two" });
        var storage = gateway.App.Services.GetRequiredService<OpenedStorage>().Module;
        Assert.Equal("two", Assert.Single((await storage.Configuration.ReadAsync(default)).SwitchedOff).Name);
        Assert.DoesNotContain("two", gateway.Snapshots.Current.Providers.Keys);
    }

    [Fact]
    public async Task Health_and_performance_say_that_it_is_off_and_a_definition_of_its_name_has_a_switch_of_its_own()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = Client(gateway);
        var at = gateway.Time.GetUtcNow();
        await client.ActOnHealthAsync(new() { Action = "disable-provider", Provider = "ONE" });
        await gateway.LookAtHealthAsync();
        var health = Assert.Single((await client.AiHealthAsync()).Providers, provider => provider.Name == "one");
        Assert.Equal((false, "unknown", at), (health.Enabled, health.Status, health.Since));
        Assert.Contains("switched it off", health.Reason, StringComparison.Ordinal);
        Assert.True((await client.AiHealthAsync()).Providers.Single(provider => provider.Name == "two").Enabled);
        Assert.Equal([("two", "on"), ("one", "off")], (await client.PerformanceStatusAsync()).Providers.Where(one => one.State != "no_key").Select(one => (one.Provider, one.State)));
        Assert.False((await client.PerformanceProvidersAsync()).Providers.Single(one => one.Provider == "one").Usable);
        // What names it is not wrong: it comes back.
        await client.CreateAsync(new Client.Budgets.SaveBudgetRequest { Name = "one", Scope = "provider", Target = "one", DailyLimit = 5 });

        await client.CreateAsync(
            new Client.Providers.SaveProviderRequest { Name = "one", Profile = "openai-compatible", BaseUrl = gateway.One.Address.AbsoluteUri, AllowPrivateNetwork = true, Key = "k-12345" }, probe: false);
        Assert.Contains("one", gateway.Snapshots.Current.Providers.Keys);
        await client.DeleteProviderAsync("one");
        Assert.DoesNotContain("one", gateway.Snapshots.Current.Providers.Keys);
        await client.ActOnHealthAsync(new() { Action = "enable-provider", Provider = "one" });
        Assert.Contains("one", gateway.Snapshots.Current.Providers.Keys);
    }

    private static HybridAiClient Client(TestGateway gateway) => new(gateway.Http, TestGateway.AdministratorKey);

    private static async Task<int> AskAsync(TestGateway gateway, string body)
    {
        using var answer = await gateway.ChatAsync(body);
        return (int)answer.StatusCode;
    }
}
