using HybridAi.Core.Routing;

namespace HybridAi.Core.Tests.Routing;

public sealed class ModelIndexTests
{
    [Fact]
    public void An_alias_wins_over_everything()
    {
        var smart = new[] { Deploy("groq", "llama"), Deploy("openai", "gpt-4o") };
        var index = Index(
            [Provider("openai", ["gpt-4o"])],
            new() { ["smart"] = smart, ["gpt-4o"] = [smart[0]], ["openai/gpt-4o"] = [smart[0]] });
        Assert.Same(smart, index.Find("smart"));
        Assert.Equal(["gpt-4o", "openai/gpt-4o", "smart"], index.Aliases.Keys.Order());
        Assert.Equal("groq/llama", Assert.Single(index.Find("gpt-4o")!).Id);
        Assert.Equal("groq/llama", Assert.Single(index.Find("openai/gpt-4o")!).Id);
    }

    [Fact]
    public void Names_are_exact()
    {
        var index = Index([Provider("openai", ["gpt-4o"])], new() { ["smart"] = [Deploy("openai", "gpt-4o")] });
        Assert.Null(index.Find("Smart"));
        Assert.Null(index.Find("GPT-4o"));
        Assert.Null(index.Find("OpenAI/gpt-4o"));
        Assert.Null(index.Find(" gpt-4o"));
        Assert.Null(index.Find(""));
    }

    [Fact]
    public void A_bare_id_stands_for_every_provider_that_lists_it_in_provider_order()
    {
        var index = Index([Provider("b", ["m", "other"]), Provider("a", ["m"]), Provider("c", ["else"])]);
        Assert.Equal(["b/m", "a/m"], index.Find("m")!.Select(deployment => deployment.Id));
    }

    [Fact]
    public void A_name_is_split_at_its_first_slash()
    {
        var index = Index([Provider("openai", ["gpt-oss"]), Provider("openrouter", ["openai/gpt-oss", "a/b/c"])]);
        Assert.Equal("openai/gpt-oss", Assert.Single(index.Find("openai/gpt-oss")!).Id);
        Assert.Equal("openrouter/openai/gpt-oss", Assert.Single(index.Find("openrouter/openai/gpt-oss")!).Id);
        Assert.Equal("openrouter/a/b/c", Assert.Single(index.Find("openrouter/a/b/c")!).Id);
        Assert.Equal("openrouter/a/b/c", Assert.Single(index.Find("a/b/c")!).Id);
    }

    [Fact]
    public void An_id_with_a_slash_is_found_bare_where_the_provider_on_the_left_has_not_the_rest()
    {
        var index = Index([Provider("openai", ["gpt-4o"]), Provider("groq", ["openai/gpt-oss-120b", "groq/compound"]), Provider("openrouter", ["openai/gpt-oss-120b"])]);
        Assert.Equal(["groq/openai/gpt-oss-120b", "openrouter/openai/gpt-oss-120b"], index.Find("openai/gpt-oss-120b")!.Select(deployment => deployment.Id));
        Assert.Equal("groq/groq/compound", Assert.Single(index.Find("groq/compound")!).Id);
        Assert.Equal("groq/groq/compound", Assert.Single(index.Find("groq/groq/compound")!).Id);
        Assert.Null(index.Find("groq/gpt-4o"));
    }

    [Fact]
    public void A_providers_own_alias_wins_over_anothers_id_that_looks_the_same()
    {
        var dated = Deploy("openai", "gpt-5.5-2026-04-01");
        var openAi = new ProviderModels("openai", [new("gpt-5.5-2026-04-01", dated), new("gpt-5.5", dated)], [], null);
        var index = Index([Provider("openrouter", ["openai/gpt-5.5"]), openAi]);
        Assert.Same(dated, Assert.Single(index.Find("openai/gpt-5.5")!));
        Assert.Same(dated, Assert.Single(index.Find("gpt-5.5")!));
        Assert.Same(dated, Assert.Single(openAi.Listed));
        Assert.Equal(["gpt-5.5", "gpt-5.5-2026-04-01"], openAi.Names.Order());
    }

    [Fact]
    public void Unlisted_models_need_their_providers_name_and_consent()
    {
        var index = Index([Provider("ollama", ["llama3"], unlisted: true), Provider("openai", ["gpt-4o"])]);
        Assert.Equal("ollama/my/own:7b", Assert.Single(index.Find("ollama/my/own:7b")!).Id);
        Assert.Null(index.Find("my/own:7b"));
        Assert.Null(index.Find("own"));
        Assert.Null(index.Find("openai/own"));
        Assert.Null(index.Find("ollama/"));
        Assert.Null(index.Find("/llama3"));
    }

    [Fact]
    public void Listed_bare_ids_win_over_models_made_up()
    {
        var index = Index([Provider("openrouter", ["openrouter/auto"], unlisted: true)]);
        Assert.Equal("openrouter/openrouter/auto", Assert.Single(index.Find("openrouter/auto")!).Id);
    }

    [Fact]
    public void A_retired_model_is_refused_with_its_story_even_where_unlisted_ones_are_served()
    {
        var index = Index([Provider("openai", ["gpt-4o"], unlisted: true, retired: "gpt-3")]);
        Assert.Null(index.Find("openai/gpt-3"));
        Assert.Null(index.Find("gpt-3"));
        Assert.Equal("gpt-3 is gone", index.Explain("openai/gpt-3"));
        Assert.Equal("gpt-3 is gone", index.Explain("gpt-3"));
    }

    [Fact]
    public void A_retired_id_with_a_slash_is_explained_by_its_own_provider()
    {
        var index = Index([Provider("openai", ["gpt-4o"]), Provider("groq", [], retired: "openai/old")]);
        Assert.Equal("openai/old is gone", index.Explain("openai/old"));
        Assert.Equal("openai/old is gone", index.Explain("groq/openai/old"));
    }

    [Fact]
    public void Explanations_say_what_to_do()
    {
        var index = Index([Provider("openai", ["gpt-4o"])]);
        Assert.Contains("'nothing'", index.Explain("nothing"), StringComparison.Ordinal);
        Assert.Contains("GET /v1/models", index.Explain("nothing"), StringComparison.Ordinal);
        Assert.Contains("Provider 'openai' has no model 'x/y'", index.Explain("openai/x/y"), StringComparison.Ordinal);
        Assert.Contains("Providers:openai:AcceptUnlistedModels", index.Explain("openai/x"), StringComparison.Ordinal);
        Assert.Contains("'mars/x'", index.Explain("mars/x"), StringComparison.Ordinal);
        Assert.True(index.Explain(new string('x', 1_000_000)).Length < 300);
        Assert.True(index.Explain("openai/" + new string('x', 1_000_000)).Length < 300);
    }

    [Fact]
    public void A_deployment_writes_its_model_as_JSON()
    {
        var deployment = Deploy("p", "a\"b/ü");
        Assert.Equal("a\"b/ü", System.Text.Json.JsonSerializer.Deserialize<string>(deployment.ModelJson.Span));
        Assert.Equal("p/a\"b/ü", deployment.Id);
        Assert.Null(deployment.Prices.CostOf(new() { Input = 1 }, DateTimeOffset.UnixEpoch));
        Assert.Equal((null, null, null), (deployment.Kind, deployment.Region, deployment.CatalogModel));
    }

    private static ModelIndex Index(ProviderModels[] providers, Dictionary<string, Deployment[]>? aliases = null) => new(providers, aliases ?? []);

    private static ProviderModels Provider(string name, string[] models, bool unlisted = false, string? retired = null) => new(
        name, models.Select(model => KeyValuePair.Create(model, Deploy(name, model))),
        retired is null ? [] : [KeyValuePair.Create(retired, $"{retired} is gone")], unlisted ? model => Deploy(name, model) : null);

    private static Deployment Deploy(string provider, string model) => new() { Provider = provider, Model = model };
}
