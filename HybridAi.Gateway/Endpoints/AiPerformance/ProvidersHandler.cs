using HybridAi.Client.AiPerformance;
using HybridAi.Client.Metrics;
using HybridAi.Core.Costs;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Metrics;
using HybridAi.Gateway.Endpoints.Providers;
using HybridAi.Node.Providers;
using HybridAi.Node.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>Providers and their models, each with its figures.</summary>
internal sealed class ProvidersHandler(
    PerformanceReading reading, IMetricsStore store, IProviderDirectory directory, SnapshotHolder snapshots, DeploymentStatistics statistics, Breakers breakers)
{
    public async Task<Results<Ok<PerformanceProvidersDocument>, ApiError>> ListAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if ((await reading.ReadAsync(http, new ApiQuery(http.Request.Query), null, cancellationToken)).Failed(out var error, out var scope))
            return error;
        var query = scope.Query(scope.Whole, MetricsHandlers.MostCompared, MetricsHandlers.ByModel);
        var compared = ComparisonDocuments.Of(query, await store.ReadAsync(query, cancellationToken), scope.Now);
        var only = scope[MetricDimension.Provider];
        var configured = directory.List().Where(provider => only is null || provider.Name == only).ToList();
        var seconds = MetricsDocuments.Seconds(query.Bounds[0], query.Bounds[^1], scope.Now);
        return TypedResults.Ok(new PerformanceProvidersDocument
        {
            From = compared.From,
            To = compared.To,
            Providers =
            [
                .. configured.Select(provider => Show(provider.Name, provider, compared, seconds)),
                .. compared.Providers.Select(one => one.Provider).OfType<string>().Where(name => configured.All(provider => provider.Name != name)).Select(name => Show(name, null, compared, seconds)),
            ],
        });
    }

    public async Task<Results<Ok<PerformanceModelsDocument>, ApiError>> ModelsAsync(string provider, HttpContext http, CancellationToken cancellationToken)
    {
        if ((await reading.ReadAsync(http, new ApiQuery(http.Request.Query), provider, cancellationToken)).Failed(out var error, out var scope))
        {
            // What the path names is not there, rather than wrong.
            return error.Param == "provider" ? new ApiError(StatusCodes.Status404NotFound, "not_found", error.Message, "provider") : error;
        }

        var name = scope[MetricDimension.Provider]!;
        var query = scope.Query(scope.Whole, MetricsHandlers.MostCompared, MetricsHandlers.ByModel);
        var compared = ComparisonDocuments.Of(query, await store.ReadAsync(query, cancellationToken), scope.Now);
        var used = (compared.Providers.FirstOrDefault(one => one.Provider == name)?.Models ?? []).Where(model => model.Model is not null).ToDictionary(model => model.Model!, model => model.Figures);
        var only = scope[MetricDimension.Model];
        var listed = snapshots.Current.Models.Providers.Where(one => one.Provider == name).SelectMany(one => one.Listed)
            .Where(one => only is null || one.Model == only).DistinctBy(one => one.Model).ToDictionary(one => one.Model);
        var requests = used.Values.Sum(figures => figures.Requests);
        var nothing = MetricsDocuments.Figures(new MetricSums(), MetricsDocuments.Seconds(query.Bounds[0], query.Bounds[^1], scope.Now));
        return TypedResults.Ok(new PerformanceModelsDocument
        {
            Provider = name,
            From = compared.From,
            To = compared.To,
            Models =
            [
                .. listed.Keys.Union(used.Keys).Select(model => Show(model, listed.GetValueOrDefault(model), used.GetValueOrDefault(model) ?? nothing, requests, scope.Now))
                    .OrderByDescending(model => model.Figures.Requests).ThenBy(model => model.Model, StringComparer.Ordinal),
            ],
        });
    }

    private PerformanceProviderDocument Show(string name, ProviderInfo? info, ProviderComparisonDocument compared, double seconds)
    {
        var figures = compared.Providers.FirstOrDefault(one => one.Provider == name);
        return new PerformanceProviderDocument
        {
            Provider = name,
            Configured = info is not null,
            Format = info?.Format,
            Simulated = info?.Simulated ?? false,
            Usable = snapshots.Current.Providers.ContainsKey(name),
            Models = info?.Models ?? 0,
            Reliability = ProviderHandlers.ReliabilityOf(name, statistics, breakers),
            Share = figures?.Share ?? 0,
            CostPerMillionTokensUsd = figures?.CostPerMillionTokensUsd,
            Figures = figures?.Figures ?? MetricsDocuments.Figures(new MetricSums(), seconds),
        };
    }

    private static PerformanceModelDocument Show(string model, Deployment? listed, MetricFiguresDocument figures, long requests, DateTimeOffset now) => new()
    {
        Model = model,
        Listed = listed is not null,
        Kind = listed?.Kind?.ToString().ToLowerInvariant(),
        ContextWindow = listed?.CatalogModel?.ContextWindow,
        InputPerMillion = Million(listed, new TokenUsage { Input = 1 }, now),
        OutputPerMillion = Million(listed, new TokenUsage { Output = 1 }, now),
        Share = requests == 0 ? 0 : decimal.Round(figures.Requests / (decimal)requests, 6),
        Figures = figures,
    };

    // A short call's price, since long inputs may have another.
    private static decimal? Million(Deployment? deployment, in TokenUsage one, DateTimeOffset now) => deployment?.Prices.CostOf(one, now, share: 1_000_000m)?.Usd;
}
