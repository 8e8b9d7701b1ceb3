using HybridAi.Core.Catalog;

namespace HybridAi.Providers.Anthropic;

/// <summary>How a model's reasoning can be controlled, by the catalog; one that the catalog does not know is taken to obey every control.</summary>
internal readonly struct ThinkingControls(CatalogModel? model)
{
    /// <summary>Whether it can reason at all.</summary>
    public bool Reasons => model?.Supports.Reasoning != false;

    /// <summary>The type of <c>thinking</c> that switches it off, as far as there is one.</summary>
    public string? Off => Has("toggle") ? "disabled" : Has("between_tools") ? "between_tools" : null;

    public bool Has(string control) => model is null || model.ReasoningControls.Count == 0 || model.ReasoningControls.Contains(control);

    /// <summary>The model's effort that is nearest to a word: the next lower one, else the next higher one; null for a word that is not known.</summary>
    public string? Nearest(string word, string[] order)
    {
        if (!Has("effort"))
            return null;
        if (model is null || model.ReasoningEfforts.Count == 0)
            return word == "minimal" ? "low" : Array.IndexOf(order, word) >= 0 ? word : null;
        if (model.ReasoningEfforts.Contains(word))
            return word;
        var wanted = Array.IndexOf(order, word);
        if (wanted < 0)
            return null;
        for (var i = wanted - 1; i >= 0; i--)
        {
            if (model.ReasoningEfforts.Contains(order[i]))
                return order[i];
        }

        for (var i = wanted + 1; i < order.Length; i++)
        {
            if (model.ReasoningEfforts.Contains(order[i]))
                return order[i];
        }

        return null;
    }
}
