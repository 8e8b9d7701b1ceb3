using HybridAi.Core.Catalog;

namespace HybridAi.Core.Routing;

/// <summary>Whether a deployment's model can do what a request needs, by what the catalog says.</summary>
public static class Capability
{
    /// <summary>All needs, each with its name and whether a model can do it.</summary>
    internal static readonly (string Name, RequestNeeds Need, Func<CatalogModel, bool?> Has)[] Needs =
    [
        ("tools", RequestNeeds.Tools, model => model.Supports.Tools),
        ("vision", RequestNeeds.Vision, model => Contains(model.Input, "image")),
        ("audio", RequestNeeds.Audio, model => Contains(model.Input, "audio")),
        ("pdf", RequestNeeds.Pdf, model => Contains(model.Input, "pdf")),
        ("structured-output", RequestNeeds.StructuredOutput, model => model.Supports.StructuredOutput),
        ("reasoning", RequestNeeds.Reasoning, model => model.Supports.Reasoning),
        ("speech", RequestNeeds.Speech, model => Contains(model.Output, "audio")),
    ];

    /// <summary>Whether it is known that the model cannot do what the request needs, or that the request is too long for it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="deployment">The deployment.</param>
    public static bool Lacks(RouteRequest request, Deployment deployment)
    {
        if (deployment.CatalogModel is not { } model)
            return false;
        if (request.InputTokens > (model.MaxInputTokens ?? int.MaxValue)
            || request.InputTokens + (long)(request.MostOutputTokens ?? 0) > (model.ContextWindow ?? long.MaxValue))
            return true;
        if (request.Needs == RequestNeeds.None)
            return false;
        foreach (var (_, need, has) in Needs)
        {
            if ((request.Needs & need) != 0 && has(model) == false)
                return true;
        }

        return false;
    }

    /// <summary>Of how many of the request's needs nobody knows whether the model can do them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="deployment">The deployment.</param>
    public static int Unknowns(RouteRequest request, Deployment deployment)
    {
        var unknowns = deployment.CatalogModel?.ContextWindow is null ? 1 : 0;
        foreach (var (_, need, has) in Needs)
        {
            if ((request.Needs & need) != 0 && (deployment.CatalogModel is not { } model || has(model) is null))
                unknowns++;
        }

        return unknowns;
    }

    /// <summary>Whether a model can do something; null if nobody knows.</summary>
    /// <param name="model">The model.</param>
    /// <param name="need">One need.</param>
    public static bool? Has(CatalogModel model, RequestNeeds need) => Array.Find(Needs, one => one.Need == need).Has?.Invoke(model);

    /// <summary>Why a deployment cannot serve a request, in words; null if <see cref="Lacks"/> does not say so.</summary>
    /// <param name="request">The request.</param>
    /// <param name="deployment">The deployment.</param>
    public static string? WhyLacking(RouteRequest request, Deployment deployment)
    {
        if (!Lacks(request, deployment))
            return null;
        var model = deployment.CatalogModel!;
        var lacking = Needs.Where(one => (request.Needs & one.Need) != 0 && one.Has(model) == false).Aggregate(RequestNeeds.None, (all, one) => all | one.Need);
        return lacking == RequestNeeds.None ? "the request is longer than its context" : $"it lacks {string.Join(", ", RequestNeedNames.NamesOf(lacking))}";
    }

    // An empty list says that nobody knows.
    private static bool? Contains(IReadOnlyList<string> media, string medium)
    {
        for (var i = 0; i < media.Count; i++)
        {
            if (media[i] == medium)
                return true;
        }

        return media.Count > 0 ? false : null;
    }
}
