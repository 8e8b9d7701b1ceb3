using HybridAi.Simulator.Catalog;

namespace HybridAi.Simulator.Anthropic.Requests;

/// <summary>What the catalog's data means for a model of this provider.</summary>
/// <param name="Budget">Thinking can be asked for with a budget.</param>
/// <param name="Adaptive">Thinking can be adaptive. Such models continue no answer that was begun for them.</param>
/// <param name="AlwaysThinks">Thinking cannot be switched off; it is shown only on demand.</param>
internal sealed record ModelTraits(bool Budget, bool Adaptive, bool AlwaysThinks)
{
    public static ModelTraits Of(CatalogModel model)
    {
        var budget = model.ReasoningControls.Contains("budget_tokens");
        return new ModelTraits(
            budget,
            Adaptive: model.Efforts.Contains("max"),
            AlwaysThinks: model.Reasoning && !budget && !model.ReasoningControls.Contains("toggle"));
    }
}
