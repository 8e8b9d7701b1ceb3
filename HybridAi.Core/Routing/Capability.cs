using HybridAi.Core.Catalog;

namespace HybridAi.Core.Routing;

/// <summary>Whether a deployment's model can do what a request needs, by what the catalog says.</summary>
public static class Capability
{
    private static readonly (RequestNeeds Need, Func<CatalogModel, bool?> Has)[] Needs =
    [
        (RequestNeeds.Tools, model => model.Supports.Tools),
        (RequestNeeds.Vision, model => Contains(model.Input, "image")),
        (RequestNeeds.Audio, model => Contains(model.Input, "audio")),
        (RequestNeeds.Pdf, model => Contains(model.Input, "pdf")),
        (RequestNeeds.StructuredOutput, model => model.Supports.StructuredOutput),
        (RequestNeeds.Reasoning, model => model.Supports.Reasoning),
        (RequestNeeds.Speech, model => Contains(model.Output, "audio")),
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
        foreach (var (need, has) in Needs)
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
        foreach (var (need, has) in Needs)
        {
            if ((request.Needs & need) != 0 && (deployment.CatalogModel is not { } model || has(model) is null))
                unknowns++;
        }

        return unknowns;
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
