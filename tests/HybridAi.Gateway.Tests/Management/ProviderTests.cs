using HybridAi.Client.Providers;
using HybridAi.Client.Tenancy;
using HybridAi.Core.Tenancy;
using static HybridAi.Gateway.Tests.Management.TenantTests;

namespace HybridAi.Gateway.Tests.Management;

public sealed class ProviderTests : IAsyncLifetime
{
    private readonly ManagementServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Providers_are_listed_without_what_their_addresses_hide()
    {
        var providers = (await _server.Client(Role.Viewer, ManagementServer.Other).ProvidersAsync()).Data;
        Assert.Equal(
            [
                ("openai", "https://api.openai.com/v1", "environment", true, false),
                ("groq", "http://127.0.0.1:9999/groq/v1", "none", false, true),
                ("mistral", "https://api.mistral.ai/v1", "none", false, false),
            ],
            providers.Select(provider => (provider.Name, provider.BaseAddress, provider.KeySource, provider.HasKey, provider.Simulated)));
    }

    [Fact]
    public async Task A_providers_key_is_set_and_forgotten_and_never_shown()
    {
        var admin = _server.Client(Role.Administrator);
        var version = _server.SnapshotVersion;
        var set = await admin.SetProviderKeyAsync("GROQ", new SetProviderKeyRequest { Key = " gsk-very-secret " });
        Assert.Equal(("groq", "api", true), (set.Name, set.KeySource, set.HasKey));
        Assert.Equal("gsk-very-secret", (await _server.ProviderKeys.AllAsync(default))["groq"].Reveal());
        Assert.Equal(version + 1, _server.SnapshotVersion);
        Assert.DoesNotContain("very-secret", (await _server.AsAdministratorAsync(HttpMethod.Get, "/api/providers")).Text);
        var entry = Assert.Single(await _server.AuditAsync("provider-key."));
        Assert.Equal(("provider-key.set", "groq"), (entry.Action, entry.Target));
        Assert.DoesNotContain("very-secret", entry.Before + entry.After);
        await admin.DeleteProviderKeyAsync("groq");
        await AssertFailsAsync(404, "no_key_set", () => admin.DeleteProviderKeyAsync("groq"));
    }

    [Theory]
    [InlineData("groq", "https://api.groq.com/openai/v1")]
    [InlineData("mistral", "https://api.mistral.ai/v1")]
    public async Task A_provider_whose_key_is_set_is_the_real_one_and_is_answered_as_it_is_listed(string name, string address)
    {
        var admin = _server.Client(Role.Administrator);
        var before = (await admin.ProvidersAsync()).Data.Single(provider => provider.Name == name);
        var set = await admin.SetProviderKeyAsync(name, new SetProviderKeyRequest { Key = "k" });
        Assert.Equal((address, "api", true, false), (set.BaseAddress, set.KeySource, set.HasKey, set.Simulated));
        Assert.NotEqual(0, set.Models);
        Assert.Equal(set, (await admin.ProvidersAsync()).Data.Single(provider => provider.Name == name));
        await admin.DeleteProviderKeyAsync(name);
        Assert.Equal(before, (await admin.ProvidersAsync()).Data.Single(provider => provider.Name == name));
    }

    [Fact]
    public async Task A_key_that_is_set_while_the_snapshot_cannot_be_built_anew_is_kept_and_serves_once_it_can()
    {
        var admin = _server.Client(Role.Administrator);
        var version = _server.SnapshotVersion;
        _server.Configuration.Failure = new InvalidOperationException("no snapshot");
        var set = await admin.SetProviderKeyAsync("groq", new SetProviderKeyRequest { Key = "k" });
        Assert.Equal(("api", true, version), (set.KeySource, set.HasKey, _server.SnapshotVersion));
        _server.Configuration.Failure = null;
        Assert.Equal("none", (await admin.ProvidersAsync()).Data.Single(provider => provider.Name == "groq").KeySource);
        await admin.CreateAsync(new CreateTeamRequest { Name = "Refreshes" });
        Assert.Equal("api", (await admin.ProvidersAsync()).Data.Single(provider => provider.Name == "groq").KeySource);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r\nX-Evil: 1")]
    [InlineData("schlüssel")]
    public async Task A_key_that_cannot_be_sent_is_400(string key)
    {
        var failure = await AssertFailsAsync(
            400, "invalid_value", () => _server.Client(Role.Administrator).SetProviderKeyAsync("openai", new SetProviderKeyRequest { Key = key }));
        Assert.Equal("key", failure.Param);
    }

    [Fact]
    public async Task An_unknown_provider_is_404() =>
        await AssertFailsAsync(
            404, "not_found", () => _server.Client(Role.Administrator).SetProviderKeyAsync("nobody", new SetProviderKeyRequest { Key = "k" }));
}
