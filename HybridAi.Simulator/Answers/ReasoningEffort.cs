using HybridAi.Simulator.Catalog;

namespace HybridAi.Simulator.Answers;

/// <summary>How much a model thinks before it answers.</summary>
internal static class ReasoningEffort
{
    /// <summary>Reasoning tokens for an effort; 0 for models that do not reason.</summary>
    public static int Tokens(CatalogModel model, string? effort, ulong seed)
    {
        if (!model.Reasoning)
            return 0;
        var level = (effort ?? Usual(model)) switch
        {
            "none" => 0,
            "minimal" => 16,
            "low" => 48,
            "high" => 256,
            "xhigh" => 512,
            "max" => 1024,
            _ => 128,
        };

        // A quarter more or less, by what was asked.
        return level - (level / 4) + (int)(seed % (ulong)((level / 2) + 1));
    }

    private static string Usual(CatalogModel model)
    {
        if (model.Efforts.Count == 0 || model.Efforts.Contains("medium"))
            return "medium";
        if (model.Efforts.Contains("default"))
            return "default";
        return model.Efforts.Contains("none") ? "none" : model.Efforts[0];
    }
}
