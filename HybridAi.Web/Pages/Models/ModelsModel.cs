using HybridAi.Client.Metrics;
using HybridAi.Client.Models;
using HybridAi.Client.Paging;
using HybridAi.Client.Providers;
using HybridAi.Web.Components;
using HybridAi.Web.Time;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Models;

/// <summary>The models that are known, and how each did.</summary>
public sealed record ModelsModel
{
    /// <summary>What the table can be sorted by.</summary>
    public static readonly IReadOnlyDictionary<string, Func<ModelRow, IComparable?>> Columns = new Dictionary<string, Func<ModelRow, IComparable?>>
    {
        ["name"] = row => row.Model.Name.ToLowerInvariant(),
        ["provider"] = row => row.Model.Provider,
        ["context"] = row => row.Model.ContextWindow,
        ["input"] = row => row.Price?.InputPerMillion,
        ["output"] = row => row.Price?.OutputPerMillion,
        ["requests"] = row => row.Figures?.Requests,
        ["success"] = row => row.Figures?.SuccessRate,
        ["latency"] = row => row.Figures?.LatencyP50Ms,
        ["slow"] = row => row.Figures?.LatencyP95Ms,
        ["cost"] = row => row.Figures?.CostUsd,
    };

    /// <summary>The time that is looked at.</summary>
    public required TimeRange Range { get; init; }

    /// <summary>How the table is sorted.</summary>
    public required SortOrder Order { get; init; }

    /// <summary>Which models are shown.</summary>
    public required CatalogFilter Filter { get; init; }

    /// <summary>The models in their order.</summary>
    public required IReadOnlyList<ModelRow> Rows { get; init; }

    /// <summary>The providers to choose from.</summary>
    public required Part<DocumentPage<ProviderDocument>> Providers { get; init; }

    /// <summary>How each did.</summary>
    public required Part<ProviderComparisonDocument> Comparison { get; init; }

    /// <summary>Reads them, all at once.</summary>
    public static async Task<ModelsModel> LoadAsync(Visit visit)
    {
        var range = TimeRange.Of(visit);
        var filter = new CatalogFilter
        {
            Provider = visit.Asked("provider"),
            Kind = Known(visit.Asked("kind"), ModelText.Kinds),
            Status = Known(visit.Asked("status"), ModelText.Statuses),
            Capability = Known(visit.Asked("capability"), ModelText.Capabilities),
            Search = visit.Asked("search"),
        };
        var models = visit.Client.ModelsAsync(filter, visit.Cancelled);
        var providers = visit.PartAsync((client, cancelled) => client.ProvidersAsync(cancelled));
        var comparison = visit.PartAsync((client, cancelled) => client.CompareProvidersAsync(range.Ask(), cancelled));
        await Task.WhenAll(models, providers, comparison);
        var figures = ((await comparison).Value?.Providers ?? []).SelectMany(provider => provider.Models.Select(model => (provider.Provider, model.Model, model.Figures)))
            .GroupBy(one => (one.Provider, one.Model)).ToDictionary(group => group.Key, group => group.First().Figures);
        var order = SortOrder.Of(visit, Columns.Keys);
        IReadOnlyList<ModelRow> rows =
        [
            .. (await models).Data.Select(model => new ModelRow(model, figures.GetValueOrDefault((model.Provider, model.Model))))
                .OrderByDescending(row => row.Figures?.Requests ?? 0).ThenByDescending(row => row.Model.Served).ThenBy(row => ModelText.Rank(row.Model.Status)),
        ];
        return new ModelsModel
        {
            Range = range,
            Order = order,
            Filter = filter,
            Rows = order.Apply(rows, Columns),
            Providers = await providers,
            Comparison = await comparison,
        };
    }

    // What an address makes up filters nothing.
    private static string? Known(string? asked, IReadOnlyList<(string Value, string Name)> values) => values.Any(one => one.Value == asked && one.Value.Length > 0) ? asked : null;
}

/// <summary>A model and what its requests came to.</summary>
/// <param name="Model">The model.</param>
/// <param name="Figures">What its requests came to; null without any.</param>
public sealed record ModelRow(CatalogModelDocument Model, MetricFiguresDocument? Figures)
{
    /// <summary>What it costs now; null if that is not known.</summary>
    public ModelPriceDocument? Price => Model.Prices.FirstOrDefault(price => price.Current);
}
