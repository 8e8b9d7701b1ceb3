using HybridAi.Simulator.Catalog;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Profiles;

namespace HybridAi.Simulator.OpenAi.Requests;

/// <summary>Finds the model that a name stands for at a provider.</summary>
internal static class ModelFinder
{
    public static ApiError? Find(ModelCatalog catalog, ProviderProfile profile, string name, out ServedModel? served)
    {
        served = null;
        var id = name.StartsWith(profile.ModelPrefix, StringComparison.Ordinal) ? name[profile.ModelPrefix.Length..] : name;
        var free = false;
        foreach (var (suffix, makesFree) in profile.ModelSuffixes)
        {
            if (id.EndsWith(suffix, StringComparison.Ordinal))
            {
                id = id[..^suffix.Length];
                free = makesFree;
                break;
            }
        }

        if (profile.RoutedModels.TryGetValue(id, out var target))
            id = target;
        var model = catalog.Find(profile.CatalogProvider, id);
        if (model is not null && (profile.AnyModel || !model.Retired))
        {
            served = new ServedModel(model, AnswerName(profile, model, id, name), free, Known: true);
            return null;
        }

        if (profile.AnyModel && name.Length > 0)
        {
            served = new ServedModel(new CatalogModel { Id = name, Provider = profile.Name, Inputs = ["text", "image", "audio", "pdf"] }, name, Free: true, Known: false);
            return null;
        }

        return new ApiError(ErrorKind.ModelNotFound, $"The model `{name}` does not exist or you do not have access to it.", "model");
    }

    private static string AnswerName(ProviderProfile profile, CatalogModel model, string id, string name)
    {
        if (profile.RoutedModels.Count > 0)
            return id == name || profile.RoutedModels.ContainsKey(name) ? id : name;
        return profile.AnswersWithSnapshot && id == model.Id
            ? model.Aliases.FirstOrDefault(alias => alias.StartsWith(model.Id + "-20", StringComparison.Ordinal)) ?? id
            : id;
    }
}
