using HybridAi.Core.Catalog;
using HybridAi.Core.Providers;
using HybridAi.Core.Secrets;
using HybridAi.Node.Providers;
using HybridAi.Node.Settings;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Wire;
using HybridAi.ServiceDefaults.Configuration;
using Microsoft.Extensions.Configuration;

namespace HybridAi.Node.Tests.Providers;

/// <summary>Which providers come of which configuration, and with what key.</summary>
public sealed class ProviderSetupTests
{
    private static readonly ModelCatalog Catalog = ModelCatalog.LoadBuiltIn();

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("environment", null, null, "environment")]
    [InlineData("environment", "configuration", null, "configuration")]
    [InlineData("environment", "configuration", "api", "api")]
    [InlineData(null, null, "api", "api")]
    [InlineData("  ", "", null, null)]
    public void A_key_set_over_the_api_wins_over_configuration_and_that_over_the_environment(string? environment, string? configured, string? api, string? expected)
    {
        var providers = Build(
            new() { ["OPENAI_API_KEY"] = environment, ["Providers:openai:ApiKey"] = configured },
            api is null ? [] : new() { ["openai"] = new Secret(api) });
        Assert.Equal(expected, providers.FirstOrDefault(provider => provider.Endpoint.Name == "openai") is { } found ? KeyOf(found) : null);
    }

    [Theory]
    [InlineData("OpenAI")]
    [InlineData("OPENAI")]
    public void A_known_provider_is_found_in_any_case(string name)
    {
        var provider = Assert.Single(Build(new() { ["OPENAI_API_KEY"] = "key", [$"Providers:{name}:Region"] = "eu" }));
        Assert.Equal(("openai", "key", "eu"), (provider.Endpoint.Name, KeyOf(provider), provider.Models.Listed.First().Region));
    }

    [Fact]
    public void What_has_no_key_is_simulated_if_it_can_be_and_real_keys_win()
    {
        var simulated = new Dictionary<string, Uri> { ["openai"] = new("http://127.0.0.1:1/openai/v1"), ["groq"] = new("http://127.0.0.1:1/groq/v1") };
        var providers = Build(new() { ["GROQ_API_KEY"] = "real" }, simulated: simulated);
        Assert.Equal([("openai", true, true), ("groq", false, false)], providers.Select(provider => (provider.Endpoint.Name, provider.Endpoint.IsSimulated, provider.AllowPrivateNetwork)));
        Assert.Equal("https://api.groq.com/openai/v1/", providers[1].Endpoint.BaseUrl.ToString());
        Assert.NotEmpty(providers[0].Models.Listed);
        Assert.Empty(Build(new() { ["Providers:openai:Enabled"] = "false", ["Providers:groq:Enabled"] = "false" }, simulated: simulated));
    }

    [Fact]
    public void The_order_is_that_of_the_profiles_unless_it_is_configured()
    {
        Dictionary<string, string?> keys = new() { ["OPENAI_API_KEY"] = "1", ["GROQ_API_KEY"] = "2", ["MISTRAL_API_KEY"] = "3", ["Providers:own:BaseUrl"] = "http://example.com" };
        Assert.Equal("openai,groq,mistral,own", Names(keys));
        Assert.Equal("mistral,own,openai,groq", Names(new(keys) { ["Providers:mistral:Order"] = "0", ["Providers:own:Order"] = "1" }));
    }

    [Fact]
    public void Local_servers_need_no_key_but_to_be_configured()
    {
        Assert.Empty(Build([]));
        var provider = Assert.Single(Build(new() { ["Providers:ollama:AllowPrivateNetwork"] = "true" }));
        Assert.Equal(("ollama", false), (provider.Endpoint.Name, provider.Endpoint.HasKey));
        Assert.Equal(0, provider.Models.Find("any")!.Prices.CostOf(new() { Input = 5 }, DateTimeOffset.UnixEpoch)!.Value.NanoDollars);
    }

    [Fact]
    public void Retired_models_are_explained_unless_they_are_configured()
    {
        string[] formats = ["openai", "groq", "mistral", "cerebras", "openrouter"];
        var retired = Catalog.Models.First(model => model.Status == ModelStatus.Retired && formats.Contains(model.Provider));
        Dictionary<string, string?> settings = new() { [$"Providers:{retired.Provider}:ApiKey"] = "key" };
        var models = Build(settings).Single().Models;
        Assert.DoesNotContain(retired.Id, models.Names);
        Assert.Contains(retired.Id, models.Retired[retired.Id]);
        settings[$"Providers:{retired.Provider}:Models:0:Id"] = retired.Id;
        Assert.NotNull(Build(settings).Single().Models.Find(retired.Id));
    }

    [Fact]
    public void Catalog_aliases_lead_to_the_same_deployment()
    {
        var model = Catalog.Models.First(model => model is { Provider: "openai", Status: not ModelStatus.Retired, Aliases.Count: > 0 });
        var models = Build(new() { ["OPENAI_API_KEY"] = "key" }).Single().Models;
        Assert.All(model.Aliases, alias => Assert.Same(models.Find(model.Id), models.Find(alias)));
    }

    [Fact]
    public void Configured_prices_replace_the_catalogs()
    {
        var id = Catalog.Models.First(model => model is { Provider: "openai", Status: ModelStatus.Active, Kind: ModelKind.Chat }).Id;
        var models = Build(new() { ["OPENAI_API_KEY"] = "key", ["Providers:openai:Models:0:Id"] = id, ["Providers:openai:Models:0:InputPerMillion"] = "7", ["Providers:openai:Models:0:OutputPerMillion"] = "9" })
            .Single().Models;
        Assert.Equal(7_000 + 18_000, models.Find(id)!.Prices.CostOf(new() { Input = 1, Output = 2 }, DateTimeOffset.UnixEpoch)!.Value.NanoDollars);
    }

    [Theory]
    [InlineData("Providers:x/y:BaseUrl", "http://e.com", "Providers:x/y")]
    [InlineData("Providers:日本:BaseUrl", "http://e.com", "Providers:日本")]
    [InlineData("Providers:own:Region", "eu", "Providers:own:BaseUrl")]
    [InlineData("Providers:openai:Profile", "nonsense", "Providers:openai:Profile")]
    [InlineData("Providers:openai:Models:0:CachedInputPerMillion", "1", "Providers:openai:Models:0")]
    [InlineData("Providers:openai:Headers:X-A", "a\nb", "Providers:openai:Headers:X-A")]
    [InlineData("Aliases:fast", "", "Aliases:fast")]
    [InlineData("OPENAI_API_KEY", "sk\u00e9", "OPENAI_API_KEY")]
    [InlineData("Journal:Retention", "30d", "Journal:Retention")]
    [InlineData("Gateway:MaxBodySize", "2GB", "Gateway:MaxBodySize")]
    public void What_cannot_work_stops_the_start(string key, string value, string reported)
    {
        var settings = new Dictionary<string, string?> { [key] = value };
        if (key.Contains("Models:0:", StringComparison.Ordinal))
            settings["Providers:openai:Models:0:Id"] = "m";
        var errors = Assert.Throws<ConfigurationException>(() => Build(settings)).Errors;
        Assert.Contains(errors, error => error.StartsWith($"{reported}: ", StringComparison.Ordinal));
    }

    [Fact]
    public void Providers_that_only_lack_a_key_are_known()
    {
        var settings = Settings(new() { ["GROQ_API_KEY"] = "k", ["Providers:mine:BaseUrl"] = "http://e.com", ["Providers:mine:Profile"] = "openai", ["Providers:cerebras:Enabled"] = "false" });
        var setup = Setup(settings);
        var keyless = setup.WithoutKey(setup.Build(new Dictionary<string, Secret>(), []), []).Select(provider => provider.Name).ToList();
        Assert.Contains("mine", keyless);
        Assert.Contains("mistral", keyless);
        Assert.DoesNotContain("groq", keyless);
        Assert.DoesNotContain("cerebras", keyless);
        Assert.DoesNotContain("ollama", keyless);
        Assert.DoesNotContain("azure", keyless);
    }

    [Fact]
    public void A_provider_that_was_switched_off_is_there_but_not_used()
    {
        var setup = Setup(Settings(new() { ["OPENAI_API_KEY"] = "k", ["GROQ_API_KEY"] = "k", ["Providers:cerebras:Enabled"] = "false" }));
        var keys = new Dictionary<string, Secret> { ["groq"] = new("stored") };
        ProviderSwitch[] off = [.. new[] { "GROQ", "mistral", "cerebras", "nobody" }.Select(name => new ProviderSwitch { Name = name, Revision = 1 })];
        var ready = setup.Build(keys, [], off);
        Assert.Equal(["openai"], ready.Select(provider => provider.Endpoint.Name));
        var keyless = setup.WithoutKey(ready, [], off).Select(provider => provider.Name).ToList();
        Assert.Contains("cohere", keyless);
        Assert.DoesNotContain("groq", keyless);
        Assert.DoesNotContain("mistral", keyless);
        Assert.Equal(
            [("groq", ProviderKeySource.Api, false), ("mistral", ProviderKeySource.None, false)],
            setup.SwitchedOff(keys, [], off).OrderBy(one => one.Name).Select(one => (one.Name, one.KeySource, one.Enabled)));
        // One that was defined has a switch of its own.
        ProviderDefinition[] defined = [new() { Name = "groq", Profile = "groq" }];
        Assert.Contains("groq", setup.Build(keys, defined, off).Select(provider => provider.Endpoint.Name));
        Assert.Equal(["mistral"], setup.SwitchedOff(keys, defined, off).Select(one => one.Name));
    }

    private static string Names(Dictionary<string, string?> settings) => string.Join(',', Build(settings).Select(provider => provider.Endpoint.Name));

    private static IReadOnlyList<ConfiguredProvider> Build(
        Dictionary<string, string?> settings, Dictionary<string, Secret>? stored = null, Dictionary<string, Uri>? simulated = null) =>
        Setup(Settings(settings, simulated)).Build(stored ?? [], []);

    private static ProviderSetup Setup(NodeSettings settings) => new(settings, Catalog, [new OpenAiFormat()]);

    private static NodeSettings Settings(Dictionary<string, string?> settings, Dictionary<string, Uri>? simulated = null) =>
        NodeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), simulated ?? []);

    private static string? KeyOf(ConfiguredProvider provider)
    {
        using var scan = BodyScan.TryScan("""{"model":"m"}"""u8.ToArray(), out _)!;
        using var request = provider.Endpoint.CreateRequest(InferenceApi.ChatCompletions, new() { Provider = "x", Model = "m" }, scan, streamed: false, out _);
        return request.Headers.Authorization?.Parameter;
    }
}
