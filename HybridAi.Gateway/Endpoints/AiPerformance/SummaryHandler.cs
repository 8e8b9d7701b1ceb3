using HybridAi.Client.AiPerformance;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Metrics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>The totals of a time beside those of as long a time before.</summary>
internal sealed class SummaryHandler(PerformanceReading reading, IMetricsStore store)
{
    private const int Digits = 6;

    public async Task<Results<Ok<AnalyticsSummaryDocument>, ApiError>> GetAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if ((await reading.ReadAsync(http, new ApiQuery(http.Request.Query), null, cancellationToken)).Failed(out var error, out var scope))
            return error;
        var bounds = scope.Whole;
        long[] before = [bounds[0] - (bounds[^1] - bounds[0]), bounds[0]];
        var query = scope.Query(bounds, MetricsHandlers.MostCompared, MetricsHandlers.ByModel);
        var (answer, past) = (await store.ReadAsync(query, cancellationToken), await store.ReadAsync(query with { Bounds = before }, cancellationToken));
        var compared = ComparisonDocuments.Of(query, answer, scope.Now);
        var (seconds, pastSeconds) = (MetricsDocuments.Seconds(bounds[0], bounds[^1], scope.Now), (before[1] - before[0]) / 1000.0);
        var previous = MetricsDocuments.Union(past.Groups.Select(group => group.Total));
        return TypedResults.Ok(new AnalyticsSummaryDocument
        {
            From = compared.From,
            To = compared.To,
            PreviousFrom = MetricsDocuments.At(before[0]),
            Total = compared.Total,
            Previous = MetricsDocuments.Figures(previous, pastSeconds),
            Trends = Trends(MetricsDocuments.Union(answer.Groups.Select(group => group.Total)), seconds, previous, pastSeconds),
            Providers =
            [
                .. compared.Providers.Select(provider => new ProviderTrendDocument
                {
                    Provider = provider.Provider,
                    Share = provider.Share,
                    Figures = provider.Figures,
                    Trends = Trends(Of(answer, provider.Provider), seconds, Of(past, provider.Provider), pastSeconds),
                    Models = provider.Models,
                }),
            ],
        });
    }

    private static MetricSums Of(MetricsAnswer answer, string? provider) =>
        MetricsDocuments.Union(answer.Groups.Where(group => !group.IsOther && group.Values[0] == provider).Select(group => group.Total));

    private static TrendsDocument Trends(MetricSums now, double seconds, MetricSums before, double secondsBefore)
    {
        // The time before has passed whole; of this one the last slice may not have.
        var longer = (decimal)(secondsBefore / seconds);
        return new TrendsDocument
        {
            Requests = Change(now[MetricNumber.Requests] * longer, before[MetricNumber.Requests]),
            Errors = Change(now.Errors * longer, before.Errors),
            Tokens = Change(now.Tokens * longer, before.Tokens),
            Cost = Change(now[MetricNumber.CostNanos] * longer, before[MetricNumber.CostNanos]),
            SuccessRate = Change(MetricDefinitions.SuccessRate(now), MetricDefinitions.SuccessRate(before)),
            LatencyP50 = Change(MetricDefinitions.Quantile(now.Durations, 0.5), MetricDefinitions.Quantile(before.Durations, 0.5)),
            LatencyP95 = Change(MetricDefinitions.Quantile(now.Durations, 0.95), MetricDefinitions.Quantile(before.Durations, 0.95)),
        };
    }

    private static decimal? Change(decimal? now, decimal? before) => before is null or 0 || now is null ? null : decimal.Round((now.Value - before.Value) / before.Value, Digits);
}
