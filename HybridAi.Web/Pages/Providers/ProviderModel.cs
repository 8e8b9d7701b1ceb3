using System.Runtime.ExceptionServices;
using HybridAi.Client.Deployments;
using HybridAi.Client.Health;
using HybridAi.Client.Metrics;
using HybridAi.Client.Paging;
using HybridAi.Client.Providers;
using HybridAi.Client.Resilience;
using HybridAi.Web.Time;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Providers;

/// <summary>One provider.</summary>
public sealed record ProviderModel
{
    private const int MostTests = 10;
    private const int MostChanges = 20;

    private static readonly string[] Charted = ["requests", "errors", "cost", "latency_p50", "latency_p95"];

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The time that is looked at.</summary>
    public required TimeRange Range { get; init; }

    /// <summary>The provider as it serves; null if it is switched off or gone.</summary>
    public required ProviderDocument? Provider { get; init; }

    /// <summary>Its definition, if it was defined over the API.</summary>
    public required Part<ProviderDefinitionDocument> Definition { get; init; }

    /// <summary>How it is.</summary>
    public required Part<AiHealthDocument> Health { get; init; }

    /// <summary>When that changed.</summary>
    public required Part<DocumentPage<HealthStretchDocument>> Changes { get; init; }

    /// <summary>Its deployments.</summary>
    public required Part<DocumentPage<DeploymentDocument>> Deployments { get; init; }

    /// <summary>The circuits that are not closed.</summary>
    public required Part<DocumentPage<BreakerDocument>> Breakers { get; init; }

    /// <summary>What there was over time.</summary>
    public required Part<MetricsDocument> Metrics { get; init; }

    /// <summary>Its totals, and its models.</summary>
    public required Part<ProviderComparisonDocument> Comparison { get; init; }

    /// <summary>Its tests, newest first.</summary>
    public required Part<DocumentPage<ProviderTestDocument>> Tests { get; init; }

    /// <summary>How it is; null if that is not known.</summary>
    public ProviderHealthDocument? Own => Health.Value?.Providers.FirstOrDefault(one => one.Name == Name);

    /// <summary>Reads it, all at once.</summary>
    public static async Task<ProviderModel> LoadAsync(Visit visit)
    {
        var (name, range) = (visit.Named("name"), TimeRange.Of(visit));
        var where = new Dictionary<string, string> { ["provider"] = name };
        var providers = visit.Client.ProvidersAsync(visit.Cancelled);
        var definition = visit.PartAsync((client, cancelled) => client.ProviderAsync(name, cancelled));
        var health = visit.PartAsync((client, cancelled) => client.AiHealthAsync(cancelled));
        var changes = visit.PartAsync((client, cancelled) => client.ProviderHealthAsync(name, changes: true, limit: MostChanges, cancellationToken: cancelled));
        var deployments = visit.PartAsync((client, cancelled) => client.DeploymentsAsync(name, cancellationToken: cancelled));
        var breakers = visit.PartAsync((client, cancelled) => client.BreakersAsync(cancelled));
        var metrics = visit.PartAsync((client, cancelled) => client.MetricsAsync(range.Ask(Charted) with { Where = where }, cancelled));
        var comparison = visit.PartAsync((client, cancelled) => client.CompareProvidersAsync(range.Ask() with { Where = where }, cancelled));
        var tests = visit.PartAsync((client, cancelled) => client.ProviderTestsAsync(name, limit: MostTests, cancellationToken: cancelled));
        await Task.WhenAll(providers, definition, health, changes, deployments, breakers, metrics, comparison, tests);
        var provider = (await providers).Data.FirstOrDefault(one => one.Name == name);
        var figures = (await comparison).Value?.Providers.Any(one => one.Provider == name) == true;
        if (provider is null && !figures && (await definition).Failure is { } failure)
            ExceptionDispatchInfo.Throw(failure);
        return new ProviderModel
        {
            Name = name,
            Range = range,
            Provider = provider,
            Definition = await definition,
            Health = await health,
            Changes = await changes,
            Deployments = await deployments,
            Breakers = await breakers,
            Metrics = await metrics,
            Comparison = await comparison,
            Tests = await tests,
        };
    }
}
