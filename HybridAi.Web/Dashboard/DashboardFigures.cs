using HybridAi.Client;
using HybridAi.Client.Health;
using HybridAi.Client.Metrics;
using HybridAi.Client.Paging;
using HybridAi.Client.Providers;
using HybridAi.Client.Usage;
using HybridAi.Web.Time;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Dashboard;

/// <summary>All that the dashboard shows. Figures come from rollups, whatever there is behind them; only the latest requests are records.</summary>
public sealed record DashboardFigures
{
    private const int LatestRequests = 10;

    private static readonly string[] Charted = ["requests", "errors", "cancelled", "cost", "cost_saved", "latency_p50", "latency_p95"];

    /// <summary>The time that is looked at.</summary>
    public required TimeRange Range { get; init; }

    /// <summary>When it was looked.</summary>
    public required DateTimeOffset At { get; init; }

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
    /// <param name="client">Calls the gateway with the key whose figures they are.</param>
    /// <param name="range">The time to look at.</param>
    /// <param name="at">Now.</param>
    /// <param name="cancelled">Nobody waits for them any more.</param>
    /// <exception cref="HybridAi.Client.Errors.HybridAiApiException">The key is refused, or nothing at all could be read.</exception>
    /// <exception cref="HttpRequestException">The gateway does not answer.</exception>
    public static async Task<DashboardFigures> LoadAsync(HybridAiClient client, TimeRange range, DateTimeOffset at, CancellationToken cancelled)
    {
        var health = Parts.ReadAsync(client.AiHealthAsync, cancelled);
        var metrics = Parts.ReadAsync(token => client.MetricsAsync(range.Ask(Charted), token), cancelled);
        var comparison = Parts.ReadAsync(token => client.CompareProvidersAsync(range.Ask(), token), cancelled);
        var live = Parts.ReadAsync(token => client.LiveMetricsAsync(null, token), cancelled);
        var providers = Parts.ReadAsync(client.ProvidersAsync, cancelled);
        var latest = Parts.ReadAsync(token => client.UsageAsync(new UsageFilter { From = range.Beginning, To = range.End, Limit = LatestRequests }, token), cancelled);
        await Task.WhenAll(health, metrics, comparison, live, providers, latest);
        var figures = new DashboardFigures
        {
            Range = range,
            At = at,
            Health = await health,
            Metrics = await metrics,
            Comparison = await comparison,
            Live = await live,
            Providers = await providers,
            Latest = await latest,
        };
        Parts.ThrowIfAllFailed(figures.Metrics, figures.Comparison, figures.Live, figures.Providers, figures.Latest, figures.Health);
        return figures;
    }
}
