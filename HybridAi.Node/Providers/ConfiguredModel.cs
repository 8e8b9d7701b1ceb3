using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;
using HybridAi.Core.Providers;
using HybridAi.Node.Settings;

namespace HybridAi.Node.Providers;

/// <summary>A model as configuration or the management API describes it.</summary>
/// <param name="Id">The id that the provider knows it by.</param>
/// <param name="Kind">What it is for; null: what the catalog says, else chat.</param>
/// <param name="Prices">Its prices; null: the catalog's.</param>
/// <param name="Definition">What else is known of it, or null.</param>
public sealed record ConfiguredModel(string Id, ModelKind? Kind, PriceSchedule? Prices, ModelDefinition? Definition)
{
    public static ConfiguredModel Of(ModelOptions model) => new(model.Id, model.Kind, model.ToPrices(), null);

    public static ConfiguredModel Of(ModelDefinition model) => new(model.Id, model.Kind, model.Price is { } price ? new PriceSchedule([price]) : null, model);

    /// <summary>What is known of the model: what its definition says, for the rest what the catalog does.</summary>
    public CatalogModel? Describe(string provider, CatalogModel? known)
    {
        if (Definition is not { } model)
            return known;
        var described = known ?? new CatalogModel { Id = Id, Provider = provider, Name = Id };
        return described with
        {
            Kind = model.Kind,
            ContextWindow = model.ContextWindow ?? described.ContextWindow,
            MaxOutputTokens = model.MaxOutputTokens ?? described.MaxOutputTokens,
            Input = model.Input.Count > 0 ? model.Input : described.Input,
            Supports = new ModelFeatures(
                model.Supports.Tools ?? described.Supports.Tools,
                model.Supports.StructuredOutput ?? described.Supports.StructuredOutput,
                model.Supports.Reasoning ?? described.Supports.Reasoning,
                model.Supports.Streaming ?? described.Supports.Streaming,
                model.Supports.Temperature ?? described.Supports.Temperature),
            ReasoningEfforts = model.ReasoningEfforts.Count > 0 ? model.ReasoningEfforts : described.ReasoningEfforts,
        };
    }
}
