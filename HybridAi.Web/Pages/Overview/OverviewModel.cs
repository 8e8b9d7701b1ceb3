using HybridAi.Client.Health;
using HybridAi.Client.Metrics;
using HybridAi.Client.Paging;
using HybridAi.Client.Providers;
using HybridAi.Client.Usage;
using HybridAi.Web.Time;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Overview;

/// <summary>All that the overview shows. Figures come from rollups, whatever there is behind them; only the latest requests are records.</summary>
public sealed record OverviewModel
{
    private const int LatestRequests = 10;

    private static readonly string[] Charted = ["requests", "errors", "cancelled", "cost", "cost_saved", "latency_p50", "latency_p95"];

    /// <summary>The time that is looked at.</summary>
    public required TimeRange Range { get; init; }

    /// <summary>How everything is; for keys of the default organization.</summary>
    public required Part<AiHealthDocument> Health { get; init; }

    /// <summary>What there was over time.</summary>
    public required Part<MetricsDocument> Metrics { get; init; }

    /// <summary>Totals, and how providers compare.</summary>
    public required Part<ProviderComparisonDocument> Comparison { get; init; }

    /// <summary>The last minutes.</summary>
    public required Part<LiveMetricsDocument> Live { get; init; }

    /// <summary>The configured providers.</summary>
    public required Part<DocumentPage<ProviderDocument>> Providers { get; init; }

    /// <summary>The latest requests.</summary>
    public required Part<DocumentPage<UsageRecordDocument>> Latest { get; init; }

    /// <summary>Reads them, all at once.</summary>
    public static async Task<OverviewModel> LoadAsync(Visit visit)
    {
        var range = TimeRange.Of(visit);
        var health = visit.PartAsync((client, cancelled) => client.AiHealthAsync(cancelled));
        var metrics = visit.PartAsync((client, cancelled) => client.MetricsAsync(range.Ask(Charted), cancelled));
        var comparison = visit.PartAsync((client, cancelled) => client.CompareProvidersAsync(range.Ask(), cancelled));
        var live = visit.PartAsync((client, cancelled) => client.LiveMetricsAsync(null, cancelled));
        var providers = visit.PartAsync((client, cancelled) => client.ProvidersAsync(cancelled));
        var latest = visit.PartAsync((client, cancelled) => client.UsageAsync(new UsageFilter { From = range.Beginning, To = range.End, Limit = LatestRequests }, cancelled));
        await Task.WhenAll(health, metrics, comparison, live, providers, latest);
        var model = new OverviewModel
        {
            Range = range,
            Health = await health,
            Metrics = await metrics,
            Comparison = await comparison,
            Live = await live,
            Providers = await providers,
            Latest = await latest,
        };
        Parts.ThrowIfAllFailed(model.Metrics, model.Comparison, model.Live, model.Providers, model.Latest, model.Health);
        return model;
    }
}
