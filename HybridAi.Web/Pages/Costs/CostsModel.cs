using HybridAi.Client.Budgets;
using HybridAi.Client.Metrics;
using HybridAi.Client.Paging;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Time;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Costs;

/// <summary>What was spent on what and by whom, and what may be.</summary>
public sealed record CostsModel
{
    private const int MostKeys = 10;

    /// <summary>The time that is looked at.</summary>
    public required TimeRange Range { get; init; }

    /// <summary>Spending over time.</summary>
    public required Part<MetricsDocument> Metrics { get; init; }

    /// <summary>Totals, by provider and model.</summary>
    public required Part<ProviderComparisonDocument> Comparison { get; init; }

    /// <summary>By key, the dearest first.</summary>
    public required Part<MetricsDocument> ByKey { get; init; }

    /// <summary>The keys, for their names.</summary>
    public required Part<DocumentPage<KeyDocument>> Keys { get; init; }

    /// <summary>The budgets.</summary>
    public required Part<DocumentPage<BudgetDocument>> Budgets { get; init; }

    /// <summary>How they stand.</summary>
    public required Part<DocumentPage<BudgetStatusDocument>> Status { get; init; }

    /// <summary>The budget that is being changed, or null.</summary>
    public BudgetDocument? Edited { get; init; }

    /// <summary>Reads it, all at once.</summary>
    public static async Task<CostsModel> LoadAsync(Visit visit)
    {
        var range = TimeRange.Of(visit);
        var metrics = visit.PartAsync((client, cancelled) => client.MetricsAsync(range.Ask("cost", "cost_saved", "unknown_costs"), cancelled));
        var comparison = visit.PartAsync((client, cancelled) => client.CompareProvidersAsync(range.Ask(), cancelled));
        var byKey = visit.PartAsync((client, cancelled) => client.MetricsAsync(range.Ask("cost", "requests", "unknown_costs") with { GroupBy = ["key"], Limit = MostKeys }, cancelled));
        var keys = visit.PartAsync((client, cancelled) => client.KeysAsync(new ListOptions { Limit = 1000 }, cancelled));
        var budgets = visit.PartAsync((client, cancelled) => client.BudgetsAsync(cancelled));
        var status = visit.PartAsync((client, cancelled) => client.BudgetStatusAsync(cancellationToken: cancelled));
        await Task.WhenAll(metrics, comparison, byKey, keys, budgets, status);
        var model = new CostsModel
        {
            Range = range,
            Metrics = await metrics,
            Comparison = await comparison,
            ByKey = await byKey,
            Keys = await keys,
            Budgets = await budgets,
            Status = await status,
            Edited = visit.Asked("edit") is { } name ? (await budgets).Value?.Data.FirstOrDefault(budget => budget.Name == name) : null,
        };
        Parts.ThrowIfAllFailed(model.Metrics, model.Comparison, model.ByKey, model.Keys, model.Budgets, model.Status);
        return model;
    }

    /// <summary>A key's name, or its id if it has none any more.</summary>
    public string NameOfKey(string? id) => id is null ? Formatting.Text.None : Keys.Value?.Data.FirstOrDefault(key => key.Id.ToString() == id)?.Name ?? id;
}
