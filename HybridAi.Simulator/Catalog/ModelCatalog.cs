using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace HybridAi.Simulator.Catalog;

/// <summary>The models that each simulated provider serves, and what they cost, from the embedded catalog file.</summary>
internal sealed class ModelCatalog
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, CatalogModel>> _byProvider;

    private readonly Func<string, CatalogModel?>? _more;

    private ModelCatalog(IReadOnlyList<CatalogModel> models)
    {
        Models = models;
        _byProvider = models.GroupBy(model => model.Provider).ToFrozenDictionary(group => group.Key, ByName);
    }

    private ModelCatalog(ModelCatalog catalog, Func<string, CatalogModel?> more)
    {
        Models = catalog.Models;
        _byProvider = catalog._byProvider;
        _more = more;
    }

    public IReadOnlyList<CatalogModel> Models { get; }

    public static ModelCatalog Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("model-catalog.json")
            ?? throw new InvalidOperationException("The model catalog is not embedded in the assembly.");
        using var document = JsonDocument.Parse(stream);
        return new ModelCatalog([.. document.RootElement.GetProperty("models").EnumerateArray().Select(CatalogReader.ReadModel)]);
    }

    /// <summary>The same catalog, and models that only one caller has.</summary>
    public ModelCatalog With(Func<string, CatalogModel?> more) => new(this, more);

    /// <summary>A model by its id or an alias; null when the provider has none of that name.</summary>
    public CatalogModel? Find(string provider, string name) =>
        (_byProvider.TryGetValue(provider, out var models) ? models.GetValueOrDefault(name) : null) ?? _more?.Invoke(name);

    private static FrozenDictionary<string, CatalogModel> ByName(IEnumerable<CatalogModel> models)
    {
        var names = new Dictionary<string, CatalogModel>(StringComparer.Ordinal);
        foreach (var model in models)
        {
            foreach (var alias in model.Aliases)
                names.TryAdd(alias, model);
            names[model.Id] = model;
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
