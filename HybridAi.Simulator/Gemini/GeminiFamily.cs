using HybridAi.Simulator.Catalog;

namespace HybridAi.Simulator.Gemini;

/// <summary>What a generation of models has in common.</summary>
internal static class GeminiFamily
{
    /// <summary>Gemini 3: function calls have ids, and must come back with their signatures.</summary>
    public static bool IsThird(CatalogModel model) => model.Id.StartsWith("gemini-3", StringComparison.Ordinal);

    /// <summary>The least and most of a thinking budget; null where none is taken.</summary>
    public static (int Least, int Most, bool MayBeOff)? Budget(CatalogModel model)
    {
        if (!model.ReasoningControls.Contains("budget_tokens"))
            return null;
        if (model.Id.StartsWith("gemini-2.5-flash-lite", StringComparison.Ordinal))
            return (512, 24_576, true);
        return model.ReasoningControls.Contains("toggle") ? (1, 24_576, true) : (128, 32_768, false);
    }

    /// <summary>Thinks only when it is told to.</summary>
    public static bool RarelyThinks(CatalogModel model) =>
        model.Id.StartsWith("gemini-2.5-flash-lite", StringComparison.Ordinal) || model.Id.StartsWith("gemma", StringComparison.Ordinal);
}
