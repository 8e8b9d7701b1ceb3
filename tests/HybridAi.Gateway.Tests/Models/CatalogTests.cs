using HybridAi.Client.Errors;
using HybridAi.Client.Models;
using HybridAi.Core.Catalog;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Gateway.Tests.Routing;

namespace HybridAi.Gateway.Tests.Models;

/// <summary>The models that are known, served or not.</summary>
public sealed class CatalogTests
{
    private static readonly ModelCatalog Known = ModelCatalog.LoadBuiltIn();

    [Fact]
    public async Task All_models_are_listed_those_of_providers_without_a_key_and_retired_ones_too()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:openai:ApiKey"] = "sk-x" });
        var models = (await gateway.Client().ModelsAsync()).Data;
        Assert.Equal(
            Known.Models.Select(model => $"{model.Provider}/{model.Id}").Append("one/m").Append("two/m").Order(StringComparer.Ordinal),
            models.Select(model => $"{model.Provider}/{model.Model}").Order(StringComparer.Ordinal));
        var retired = Known.Models.Where(model => model.Status == ModelStatus.Retired).Select(model => model.Id).Order(StringComparer.Ordinal);
        Assert.Equal(retired, models.Where(model => model.Status == "retired").Select(model => model.Model).Order(StringComparer.Ordinal));
        Assert.Equal(
            Known.Models.Where(model => model.Provider == "openai" && model.Status != ModelStatus.Retired).Select(model => model.Id).Append("m").Append("m").Order(StringComparer.Ordinal),
            models.Where(model => model.Served).Select(model => model.Model).Order(StringComparer.Ordinal));
        Assert.All(models, model => Assert.Equal(model.Served, model.Deployments.Count > 0));
    }

    // Azure serves what the catalog has of OpenAI; what is called OpenAI may be a server of one's own.
    [Fact]
    public async Task Each_model_is_listed_once_whatever_a_provider_is_called_that_serves_the_models_of_another()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:azure:ApiKey"] = "k-x", ["Providers:azure:BaseUrl"] = "https://example.openai.azure.com" });
        var models = (await gateway.Client().ModelsAsync()).Data;
        Assert.Equal(models.Count, models.Select(model => (model.Provider, model.Model)).Distinct().Count());
        Assert.Contains("azure", gateway.Snapshots.Current.Providers.Keys);
        Assert.Equal(
            Known.Models.Where(model => model.Provider == "openai").Select(model => model.Id).Order(StringComparer.Ordinal),
            models.Where(model => model.Provider == "openai" && !model.Served).Select(model => model.Model).Order(StringComparer.Ordinal));

        await gateway.Client().CreateAsync(
            new Client.Providers.SaveProviderRequest { Name = "openai", Profile = "openai-compatible", BaseUrl = gateway.One.Address.AbsoluteUri, AllowPrivateNetwork = true, Key = "k-12345" }, probe: false);
        models = (await gateway.Client().ModelsAsync()).Data;
        Assert.Equal(models.Count, models.Select(model => (model.Provider, model.Model)).Distinct().Count());
        Assert.DoesNotContain(models, model => model.Provider == "openai" && !model.Served);
    }

    [Fact]
    public async Task They_are_filtered_by_provider_kind_status_capability_and_text()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        async Task Check(CatalogFilter filter, Func<CatalogModel, bool> has) => Assert.Equal(
            Known.Models.Where(has).Select(model => model.Id).Order(StringComparer.Ordinal),
            (await client.ModelsAsync(filter)).Data.Where(model => model.Provider is not ("one" or "two")).Select(model => model.Model).Order(StringComparer.Ordinal));
        await Check(new() { Provider = "mistral" }, model => model.Provider == "mistral");
        await Check(new() { Kind = "embedding" }, model => model.Kind == ModelKind.Embedding);
        await Check(new() { Status = "deprecated" }, model => model.Status == ModelStatus.Deprecated);
        await Check(new() { Capability = "tools" }, model => model.Supports.Tools == true);
        await Check(new() { Capability = "vision", Provider = "openai" }, model => model.Provider == "openai" && model.Input.Contains("image"));
        await Check(new() { Search = "SONNET" }, model => new[] { model.Id, model.Name }.Concat(model.Aliases).Any(name => name.Contains("sonnet", StringComparison.OrdinalIgnoreCase)));
        var refused = await Assert.ThrowsAsync<HybridAiApiException>(() => client.ModelsAsync(new() { Kind = "poem", Capability = "fly" }));
        Assert.Contains("chat, embedding", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'capability' must be one of tools, vision", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_has_its_limits_abilities_and_its_prices_over_time()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Providers:openai:ApiKey"] = "sk-x" });
        var model = await gateway.Client().ModelAsync("openai", "gpt-5.6-terra");
        var known = Known.Find("openai", "gpt-5.6-terra")!;
        Assert.Equal((known.Name, "chat", known.ContextWindow, known.MaxOutputTokens, known.ReleaseDate), (model.Name, model.Kind, model.ContextWindow, model.MaxOutputTokens, model.ReleaseDate));
        Assert.Equal((true, false), (model.Served, model.Simulated));
        Assert.Equal(["openai/gpt-5.6-terra"], model.Deployments);
        Assert.Equal(known.Supports.Tools, model.Capabilities["tools"]);
        Assert.Equal(known.Input.Contains("audio"), model.Capabilities["audio"]);
        Assert.Equal([(null, true, 2.5m, 5.0m), (new DateOnly(2026, 7, 30), false, 2.0m, 4.0m)], model.Prices.Select(price => (price.From, price.Current, price.InputPerMillion!.Value, price.Tiers[0].InputPerMillion!.Value)));
        Assert.Equal(272_000, model.Prices[0].Tiers[0].AboveInputTokens);
        gateway.Time.Advance(new DateTimeOffset(2026, 7, 30, 0, 0, 0, TimeSpan.Zero) - gateway.Time.GetUtcNow());
        Assert.Equal([false, true], (await gateway.Client().ModelAsync("openai", "gpt-5.6-terra")).Prices.Select(price => price.Current));
    }

    [Fact]
    public async Task A_model_is_found_by_an_alias_and_by_an_id_with_a_slash_and_what_there_is_not_is_404()
    {
        await using var gateway = await TestGateway.StartAsync();
        var aliased = Known.Models.First(model => model.Aliases.Count > 0);
        Assert.Equal(aliased.Id, (await gateway.Client().ModelAsync(aliased.Provider, aliased.Aliases[0])).Model);
        var slashed = Known.Models.First(model => model.Id.Contains('/'));
        Assert.Equal((slashed.Id, false), ((await gateway.Client().ModelAsync(slashed.Provider, slashed.Id)) is var found ? (found.Model, found.Served) : default));
        // As clients write it that escape all of an id, and providers in any case.
        var (_, escaped) = await gateway.ApiAsync(HttpMethod.Get, $"/api/models/{slashed.Provider.ToUpperInvariant()}/{Uri.EscapeDataString(slashed.Id)}", null);
        Assert.Equal((slashed.Provider, slashed.Id), (escaped.GetProperty("provider").GetString(), escaped.GetProperty("model").GetString()));
        Assert.Contains((await gateway.Client().ModelsAsync(new() { Provider = slashed.Provider.ToUpperInvariant() })).Data, model => model.Model == slashed.Id);
        var missing = await Assert.ThrowsAsync<HybridAiApiException>(() => gateway.Client().ModelAsync("openai", "gpt-0"));
        Assert.Equal(404, (int)missing.Status);
    }

    [Fact]
    public async Task A_configured_model_has_its_own_price_and_the_deployments_that_stand_for_it()
    {
        await using var gateway = await TestGateway.StartAsync();
        var client = gateway.Client();
        await client.CreateAsync(new Client.Deployments.SaveDeploymentRequest { Name = "mine", Provider = "one", Model = "m", Weight = 2 });
        var model = await client.ModelAsync("one", "m");
        Assert.Equal((1m, 2m, true), (model.Prices.Single().InputPerMillion!.Value, model.Prices.Single().OutputPerMillion!.Value, model.Prices.Single().Current));
        Assert.Equal(["mine"], model.Deployments);
        await client.DrainDeploymentAsync("mine");
        model = await client.ModelAsync("one", "m");
        Assert.False(model.Served);
        Assert.Empty(model.Deployments);
    }
}
