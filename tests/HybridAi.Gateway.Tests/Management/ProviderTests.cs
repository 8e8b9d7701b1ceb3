using HybridAi.Client.Providers;
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
            [("openai", "https://api.openai.com/v1", "environment", true, false), ("groq", "http://127.0.0.1:9999/groq/v1", "none", false, true)],
            providers.Select(provider => (provider.Name, provider.BaseAddress, provider.KeySource, provider.HasKey, provider.Simulated)));
    }

    [Fact]
    public async Task A_providers_key_is_set_and_forgotten_and_never_shown()
    {
        var admin = _server.Client(Role.Administrator);
        var set = await admin.SetProviderKeyAsync("GROQ", new SetProviderKeyRequest { Key = " gsk-very-secret " });
        Assert.Equal(("groq", "api", true), (set.Name, set.KeySource, set.HasKey));
        Assert.Equal("gsk-very-secret", _server.Providers.Keys["groq"].Reveal());
        Assert.Equal(2, _server.Snapshot.Refreshes);
        Assert.DoesNotContain("very-secret", (await _server.AsAdministratorAsync(HttpMethod.Get, "/api/providers")).Text);
        var entry = Assert.Single(_server.Providers.Audit);
        Assert.Equal(("provider-key.set", "groq"), (entry.Action, entry.Target));
        Assert.DoesNotContain("very-secret", entry.Before + entry.After);
        await admin.DeleteProviderKeyAsync("groq");
        await AssertFailsAsync(404, "no_key_set", () => admin.DeleteProviderKeyAsync("groq"));
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
