using HybridAi.Client.Deployments;
using HybridAi.Client.Metrics;
using HybridAi.Client.Models;
using HybridAi.Client.Paging;
using HybridAi.Client.Resilience;
using HybridAi.Web.Time;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Models;

/// <summary>One model of a provider.</summary>
public sealed record ModelModel
{
    private static readonly string[] Charted = ["requests", "errors", "cost", "latency_p50", "latency_p95"];

    /// <summary>The time that is looked at.</summary>
    public required TimeRange Range { get; init; }

    /// <summary>The model.</summary>
    public required CatalogModelDocument Model { get; init; }

    /// <summary>What serves it.</summary>
    public required Part<DocumentPage<DeploymentDocument>> Deployments { get; init; }

    /// <summary>The circuits that are not closed.</summary>
    public required Part<DocumentPage<BreakerDocument>> Breakers { get; init; }

    /// <summary>What there was over time.</summary>
    public required Part<MetricsDocument> Metrics { get; init; }

    /// <summary>Its totals.</summary>
    public required Part<ProviderComparisonDocument> Comparison { get; init; }

    /// <summary>Reads it, all at once.</summary>
    public static async Task<ModelModel> LoadAsync(Visit visit)
    {
        var (provider, name, range) = (visit.Named("provider"), visit.Named("model"), TimeRange.Of(visit));
        var model = await visit.Client.ModelAsync(provider, name, visit.Cancelled);
        // By their ids, however the address writes them.
        (provider, name) = (model.Provider, model.Model);
        var where = new Dictionary<string, string> { ["provider"] = provider, ["model"] = name };
        var deployments = visit.PartAsync((client, cancelled) => client.DeploymentsAsync(provider, name, cancelled));
        var breakers = visit.PartAsync((client, cancelled) => client.BreakersAsync(cancelled));
        var metrics = visit.PartAsync((client, cancelled) => client.MetricsAsync(range.Ask(Charted) with { Where = where }, cancelled));
        var comparison = visit.PartAsync((client, cancelled) => client.CompareProvidersAsync(range.Ask() with { Where = where }, cancelled));
        await Task.WhenAll(deployments, breakers, metrics, comparison);
        return new ModelModel
        {
            Range = range,
            Model = model,
            Deployments = await deployments,
            Breakers = await breakers,
            Metrics = await metrics,
            Comparison = await comparison,
        };
    }
}
