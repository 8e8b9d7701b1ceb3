using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Routing.Tasks;

namespace HybridAi.Core.Tests.Routing.Auto;

public sealed class ModelQualityTests
{
    private static readonly ModelQuality Built = ModelQuality.LoadBuiltIn();
    private static readonly DateTimeOffset At = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_listed_model_is_in_the_catalog_and_every_score_is_from_0_to_1()
    {
        var catalog = ModelCatalog.LoadBuiltIn();
        var known = catalog.Models.ToDictionary(model => $"{model.Provider}/{model.Id}");
        Assert.Empty(Built.Listed.Except(known.Keys));
        foreach (var model in catalog.Models.Where(model => model.Kind == ModelKind.Chat))
        {
            var quality = Built.Of(Deploy(model: model, prices: model.Prices), At);
            foreach (var task in Enum.GetValues<TaskKind>())
                Assert.InRange(quality[task], 0, 1);
        }
    }

    [Fact]
    public void Every_current_chat_model_of_the_catalog_is_listed()
    {
        var current = ModelCatalog.LoadBuiltIn().Models.Where(model => model is { Kind: ModelKind.Chat, Status: ModelStatus.Active }).Select(model => $"{model.Provider}/{model.Id}");
        Assert.Empty(current.Except(Built.Listed));
    }

    [Theory]
    [InlineData(40, 0.95)]
    [InlineData(5, 0.88)]
    [InlineData(1, 0.79)]
    [InlineData(0.2, 0.64)]
    [InlineData(0.01, 0.42)]
    public void Models_that_are_not_listed_are_judged_by_their_price(double price, double code) =>
        Assert.Equal(code, Built.Of(Deploy(Prices((decimal)price)), At)[TaskKind.Code]);

    [Fact]
    public void Without_a_price_a_model_is_taken_for_a_small_one()
    {
        Assert.Equal(0.64, Built.Of(Deploy(), At)[TaskKind.Code]);
        Assert.Equal(0.64, Built.Of(Deploy(Prices(0)), At)[TaskKind.Code]);
    }

    [Fact]
    public void A_model_that_does_not_reason_is_worse_where_that_counts()
    {
        var prices = Prices(5);
        var with = Built.Of(Deploy(prices, Model(reasoning: true)), At);
        var without = Built.Of(Deploy(prices, Model(reasoning: false)), At);
        Assert.True(without[TaskKind.Math] < with[TaskKind.Math]);
        Assert.Equal(with[TaskKind.Translation], without[TaskKind.Translation]);
    }

    [Fact]
    public void A_model_for_one_task_is_for_no_other()
    {
        var translate = ModelCatalog.LoadBuiltIn().Find("cohere", "command-a-translate-08-2025")!;
        var quality = Built.Of(Deploy(model: translate), At);
        Assert.True(quality[TaskKind.Translation] > 0.8);
        Assert.Equal(0, quality[TaskKind.Code]);
        Assert.True(quality.IsUsable);
        Assert.False(Built.Of(Deploy(model: ModelCatalog.LoadBuiltIn().Find("openrouter", "openrouter/auto")!), At).IsUsable);
    }

    [Fact]
    public void What_an_administrator_says_goes_before_everything()
    {
        var quality = Built.Of(new Deployment { Provider = "p", Model = "m", Prices = Prices(40), Quality = 0.3 }, At);
        Assert.Equal(0.3, quality[TaskKind.Code]);
        quality = quality.With(new Dictionary<string, double> { ["code"] = 0.9, ["*"] = 0.5 });
        Assert.Equal((0.9, 0.5), (quality[TaskKind.Code], quality[TaskKind.Math]));
    }

    private static PriceSchedule Prices(decimal each) => new([new ModelPrice { Input = each, Output = each }]);

    private static CatalogModel Model(bool reasoning) => new() { Id = "m", Provider = "p", Name = "m", Supports = new ModelFeatures(Reasoning: reasoning) };

    private static Deployment Deploy(PriceSchedule? prices = null, CatalogModel? model = null) =>
        new() { Provider = "p", Model = "m", Prices = prices ?? PriceSchedule.Unknown, CatalogModel = model };
}
