using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;

namespace HybridAi.Core.Tests.Catalog;

public sealed class ModelCatalogTests
{
    // Facts of the data file that nothing reads yet; a name that is neither here nor mapped was misspelt on one side.
    private static readonly HashSet<string> NotLoaded =
        ["embedding", "endpoints", "fine_tuning", "knowledge_cutoff", "notes", "price_checked"];

    private static readonly ModelCatalog Catalog = ModelCatalog.LoadBuiltIn();

    [Fact]
    public void Every_model_of_the_data_file_is_loaded_with_every_field()
    {
        Assert.Equal(RawCatalog.Models.Count, Catalog.Models.Count);
        foreach (var (raw, model) in RawCatalog.Models.Zip(Catalog.Models))
            AssertSame(raw, model);
    }

    [Fact]
    public void Every_member_of_the_data_file_is_mapped_or_known_not_to_be()
    {
        var mapped = Names<CatalogModel>();
        var priceNames = Names<ModelPrice>();
        foreach (var model in RawCatalog.Models)
        {
            Assert.All(model.EnumerateObject(), member => Assert.True(mapped.Contains(member.Name) || NotLoaded.Contains(member.Name), member.Name));
            Assert.All(model.GetProperty("supports").EnumerateObject(), member => Assert.Contains(member.Name, Names<ModelFeatures>()));
            foreach (var price in model.List("prices"))
            {
                Assert.All(price.EnumerateObject(), member => Assert.Contains(member.Name, priceNames));
                Assert.All(price.List("tiers").SelectMany(tier => tier.EnumerateObject()), member => Assert.Contains(member.Name, Names<PriceTier>()));
            }
        }
    }

    [Fact]
    public void Every_model_is_sane()
    {
        string[] media = ["text", "image", "audio", "video", "pdf"];
        foreach (var model in Catalog.Models)
        {
            Assert.Matches("^[a-z]+$", model.Provider);
            Assert.Equal(model.Id.Trim(), model.Id);
            Assert.NotEmpty(model.Id);
            Assert.NotEmpty(model.Name);
            Assert.NotEmpty(model.Input);
            Assert.NotEmpty(model.Output);
            Assert.Subset(media.ToHashSet(), model.Input.ToHashSet());
            Assert.DoesNotContain(model.Id, model.Aliases);
            Assert.True(model.ContextWindow is null or > 0 && model.MaxOutputTokens is null or > 0 && model.MaxInputTokens is null or > 0, model.Id);
            Assert.True(model.ReleaseDate is null || model.ShutdownDate is null || model.ReleaseDate < model.ShutdownDate, model.Id);
            Assert.Equal(model.Prices.Prices.Count, model.Prices.Prices.Select(price => price.From).Distinct().Count());
            foreach (var price in model.Prices.Prices)
            {
                Assert.True(price.Input is not null || (model.Kind == ModelKind.Rerank && price.Search is not null), model.Id);
                Assert.True(price.Output is not null || model.Kind != ModelKind.Chat, model.Id);
                Assert.All(Amounts(price), amount => Assert.InRange(amount, 0, 1_000));
                Assert.True(price.CachedInput is null || price.CachedInput <= price.Input, model.Id);
                Assert.All(price.Tiers, tier => Assert.True(tier.AboveInputTokens > 0 && tier.Input >= price.Input));
            }
        }
    }

    [Fact]
    public void Every_id_and_alias_finds_its_model()
    {
        foreach (var model in Catalog.Models)
        {
            Assert.Same(model, Catalog.Find(model.Provider, model.Id));
            Assert.All(model.Aliases, alias => Assert.Same(model, Catalog.Find(model.Provider, alias)));
        }

        Assert.Null(Catalog.Find("openai", "nothing"));
        Assert.Null(Catalog.Find("nobody", Catalog.Models[0].Id));
        Assert.Null(Catalog.Find(Catalog.Models[0].Provider, Catalog.Models[0].Id.ToUpperInvariant()));
    }

    [Fact]
    public void Retired_models_are_kept_and_marked()
    {
        var retired = Catalog.Models.Where(model => model.Status == ModelStatus.Retired).ToList();
        Assert.NotEmpty(retired);
        Assert.Equal(RawCatalog.Models.Count(model => model.GetProperty("status").GetString() == "retired"), retired.Count);
        Assert.All(retired, model => Assert.Same(model, Catalog.Find(model.Provider, model.Id)));
    }

    [Fact]
    public void An_id_wins_over_an_alias_and_an_earlier_model_over_a_later_one()
    {
        var first = Model("a", "x", "b");
        var second = Model("b", "x");
        var catalog = new ModelCatalog([first, second, Model("a")]);
        Assert.Same(first, catalog.Find("p", "a"));
        Assert.Same(second, catalog.Find("p", "b"));
        Assert.Same(first, catalog.Find("p", "x"));

        static CatalogModel Model(string id, params string[] aliases) => new() { Id = id, Provider = "p", Name = id, Aliases = aliases };
    }

    private static void AssertSame(JsonElement raw, CatalogModel model)
    {
        Assert.Equal(raw.GetProperty("id").GetString(), model.Id);
        Assert.Equal(raw.GetProperty("provider").GetString(), model.Provider);
        Assert.Equal(raw.GetProperty("name").GetString(), model.Name);
        Assert.Equal(raw.GetProperty("kind").GetString(), model.Kind.ToString(), ignoreCase: true);
        Assert.Equal(raw.GetProperty("status").GetString(), model.Status.ToString(), ignoreCase: true);
        Assert.Equal(raw.Texts("aliases"), model.Aliases);
        Assert.Equal(raw.Texts("input"), model.Input);
        Assert.Equal(raw.Texts("output"), model.Output);
        Assert.Equal(raw.Texts("reasoning_efforts"), model.ReasoningEfforts);
        Assert.Equal(raw.Member("release_date")?.GetString(), Text(model.ReleaseDate));
        Assert.Equal(raw.Member("shutdown_date")?.GetString(), Text(model.ShutdownDate));
        Assert.Equal(raw.Member("context_window")?.GetInt32(), model.ContextWindow);
        Assert.Equal(raw.Member("max_input_tokens")?.GetInt32(), model.MaxInputTokens);
        Assert.Equal(raw.Member("max_output_tokens")?.GetInt32(), model.MaxOutputTokens);
        var supports = raw.GetProperty("supports");
        Assert.Equal(supports.Member("tools")?.GetBoolean(), model.Supports.Tools);
        Assert.Equal(supports.Member("structured_output")?.GetBoolean(), model.Supports.StructuredOutput);
        Assert.Equal(supports.Member("reasoning")?.GetBoolean(), model.Supports.Reasoning);
        Assert.Equal(supports.Member("streaming")?.GetBoolean(), model.Supports.Streaming);
        Assert.Equal(supports.Member("temperature")?.GetBoolean(), model.Supports.Temperature);
        Assert.Equal(supports.Member("prefill")?.GetBoolean(), model.Supports.Prefill);
        Assert.Equal(supports.Member("forced_tools")?.GetBoolean(), model.Supports.ForcedTools);
        Assert.Equal(raw.Texts("reasoning_controls"), model.ReasoningControls);
        Assert.Equal(raw.List("prices").Length, model.Prices.Prices.Count);
    }

    private static string? Text(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<decimal> Amounts(ModelPrice price) =>
        typeof(ModelPrice).GetProperties().Select(property => property.GetValue(price)).OfType<decimal>();

    private static HashSet<string> Names<T>() =>
        [.. typeof(T).GetProperties().Select(property =>
            property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name))];
}
