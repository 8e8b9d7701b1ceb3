using HybridAi.Client.AiPerformance;
using HybridAi.Client.Metrics;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Metrics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>The figures of requests: the metrics of <c>/api/metrics</c> in the documents of these paths.</summary>
internal sealed class FiguresHandlers(PerformanceReading reading, IMetricsStore store)
{
    private const int MostProviders = 100;

    public async Task<Results<Ok<RealTimeDocument>, ApiError>> RealTimeAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if ((await reading.ReadAsync(http, new ApiQuery(http.Request.Query), null, cancellationToken)).Failed(out var error, out var scope))
            return error;
        var live = await MetricsHandlers.ReadLiveAsync(scope.CutOf(), scope.Filters, scope.Organization, store, scope.Now, cancellationToken);
        var minutes = MetricsHandlers.LastMinutes(scope.Now);
        var providers = await store.ReadAsync(scope.Query([minutes[0], minutes[^1]], MostProviders, MetricDimension.Provider), cancellationToken);
        return TypedResults.Ok(new RealTimeDocument
        {
            At = scope.Now,
            Windows = scope.IsTimed ? [.. live.Windows, await WholeAsync(scope, cancellationToken)] : live.Windows,
            Providers =
            [
                .. providers.Groups.Where(group => !group.IsOther)
                    .Select(group => new ProviderWindowDocument(group.Values[0], MetricsDocuments.Figures(group.Total, (minutes[^1] - minutes[0]) / 1000.0))),
            ],
        });
    }

    public async Task<Results<Ok<PerformanceDocument>, ApiError>> PerformanceAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if ((await reading.ReadAsync(http, new ApiQuery(http.Request.Query), null, cancellationToken)).Failed(out var error, out var scope))
            return error;
        var slices = scope.Slices;
        var series = await store.ReadAsync(scope.Query(slices, 1), cancellationToken);
        var query = scope.Query([slices[0], slices[^1]], MetricsHandlers.MostCompared, MetricsHandlers.ByModel);
        var compared = ComparisonDocuments.Of(query, await store.ReadAsync(query, cancellationToken), scope.Now);
        return TypedResults.Ok(new PerformanceDocument
        {
            From = compared.From,
            To = compared.To,
            Step = MetricsDocuments.NameOf(scope.Step),
            Total = compared.Total,
            Points = [.. Points(series, slices).Select((sums, i) => new PerformancePointDocument(
                MetricsDocuments.At(slices[i]), MetricsDocuments.Figures(sums, MetricsDocuments.Seconds(slices[i], slices[i + 1], scope.Now))))],
            Providers = compared.Providers,
        });
    }

    public async Task<Results<Ok<UsagePatternsDocument>, ApiError>> PatternsAsync(HttpContext http, TimeProvider time, CancellationToken cancellationToken)
    {
        var parameters = new ApiQuery(http.Request.Query);
        var zone = MetricsReading.Zone(parameters);
        if ((await reading.ReadAsync(http, parameters, null, cancellationToken)).Failed(out var error, out var scope))
            return error;
        return TypedResults.Ok(await PatternsHandler.OfAsync(scope.Times, zone, scope.Organization, scope.Filters, store, scope.Now, cancellationToken));
    }

    /// <summary>The sums of each slice of a series that was not grouped.</summary>
    public static IEnumerable<MetricSums> Points(MetricsAnswer series, IReadOnlyList<long> slices) =>
        series.Groups.Count == 0 ? Enumerable.Range(1, slices.Count - 1).Select(_ => new MetricSums()) : series.Groups[0].Points.Select(point => point ?? new MetricSums());

    private async Task<LiveWindowDocument> WholeAsync(PerformanceScope scope, CancellationToken cancellationToken)
    {
        var bounds = scope.Whole;
        var answer = await store.ReadAsync(scope.Query(bounds, 1), cancellationToken);
        var sums = MetricsDocuments.Union(answer.Groups.Select(group => group.Total));
        return new LiveWindowDocument(MetricsDocuments.At(bounds[0]), MetricsDocuments.At(bounds[^1]), MetricsDocuments.Figures(sums, MetricsDocuments.Seconds(bounds[0], bounds[^1], scope.Now)));
    }
}
