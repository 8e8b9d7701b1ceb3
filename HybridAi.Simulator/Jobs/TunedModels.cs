using System.Collections.Concurrent;
using HybridAi.Simulator.Catalog;

namespace HybridAi.Simulator.Jobs;

/// <summary>The models that were tuned at a provider, each for the key that had it done. The oldest give way.</summary>
internal sealed class TunedModels
{
    private const int MaxModels = 10_000;

    private readonly ConcurrentDictionary<(string Owner, string Id), CatalogModel> _models = new();

    public bool IsEmpty => _models.IsEmpty;

    public void Add(string owner, CatalogModel model)
    {
        if (_models.Count >= MaxModels)
            _models.TryRemove(_models.MinBy(each => each.Value.Tuned!.CreatedAt).Key, out _);
        _models[(owner, model.Id)] = model;
    }

    /// <summary>A model that can be asked.</summary>
    public CatalogModel? Find(string owner, string id) => FindAny(owner, id) is { Tuned.Archived: false } model ? model : null;

    /// <summary>A model, be it archived or not.</summary>
    public CatalogModel? FindAny(string owner, string id) => _models.GetValueOrDefault((owner, id));

    public bool Remove(string owner, string id) => _models.TryRemove((owner, id), out _);

    /// <summary>Oldest first.</summary>
    public IEnumerable<CatalogModel> List(string owner) =>
        _models.Where(each => each.Key.Owner == owner && !each.Value.Tuned!.Archived).Select(each => each.Value)
            .OrderBy(model => model.Tuned!.CreatedAt).ThenBy(model => model.Id, StringComparer.Ordinal);

    /// <summary>What a job makes of its base.</summary>
    public static CatalogModel Make(CatalogModel model, string id, TunedFrom tuned) => model with
    {
        Id = id,
        Name = id,
        Aliases = [],
        Status = "active",
        ShutdownDate = null,
        Prices = model.FineTuning?.Inference is { } rates ? [new PricePeriod(null, rates, [])] : model.Prices,
        Tuned = tuned,
    };
}
