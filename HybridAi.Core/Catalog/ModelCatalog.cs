using System.Collections.Frozen;
using System.Text.Json;

namespace HybridAi.Core.Catalog;

/// <summary>The models that HybridAi knows by itself, retired ones too.</summary>
public sealed class ModelCatalog
{
    private readonly FrozenDictionary<(string Provider, string Id), CatalogModel> _byId;

    /// <summary>Indexes models by provider, id and alias.</summary>
    /// <param name="models">The models. An id wins over an alias, an earlier model over a later one.</param>
    public ModelCatalog(IReadOnlyList<CatalogModel> models)
    {
        Models = models;
        var byId = new Dictionary<(string, string), CatalogModel>();
        foreach (var model in models)
            byId.TryAdd((model.Provider, model.Id), model);
        foreach (var model in models)
        {
            foreach (var alias in model.Aliases)
                byId.TryAdd((model.Provider, alias), model);
        }

        _byId = byId.ToFrozenDictionary();
    }

    /// <summary>All models, in the order of the data file.</summary>
    public IReadOnlyList<CatalogModel> Models { get; }

    /// <summary>Reads the data file that comes with the product.</summary>
    public static ModelCatalog LoadBuiltIn()
    {
        using var stream = typeof(ModelCatalog).Assembly.GetManifestResourceStream("model-catalog.json")!;
        var file = JsonSerializer.Deserialize(stream, CatalogJson.Default.CatalogFile)!;
        return new ModelCatalog([.. file.Models.Select(model => model.ToModel())]);
    }

    /// <summary>Finds a provider's model by its id or an alias of it.</summary>
    /// <param name="provider">The provider's catalog name.</param>
    /// <param name="id">The id, in exact case.</param>
    /// <returns>The model, or null.</returns>
    public CatalogModel? Find(string provider, string id) => _byId.GetValueOrDefault((provider, id));
}
