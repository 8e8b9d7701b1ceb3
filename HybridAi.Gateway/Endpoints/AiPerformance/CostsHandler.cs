using HybridAi.Client.AiPerformance;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Metrics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>What requests cost.</summary>
internal sealed class CostsHandler(PerformanceReading reading, IMetricsStore store)
{
    private const int MostUsers = 20, Digits = 9;
    private const decimal Nanos = 1_000_000_000m;

    public async Task<Results<Ok<CostsDocument>, ApiError>> GetAsync(HttpContext http, CancellationToken cancellationToken)
    {
        if ((await reading.ReadAsync(http, new ApiQuery(http.Request.Query), null, cancellationToken)).Failed(out var error, out var scope))
            return error;
        var slices = scope.Slices;
        long[] whole = [slices[0], slices[^1]];
        var series = await store.ReadAsync(Query(scope, slices, 1), cancellationToken);
        var models = await store.ReadAsync(Query(scope, whole, MetricsHandlers.MostCompared, MetricsHandlers.ByModel), cancellationToken);
        var users = await store.ReadAsync(Query(scope, whole, MostUsers, MetricDimension.User), cancellationToken);
        var total = MetricsDocuments.Union(series.Groups.Select(group => group.Total));
        return TypedResults.Ok(new CostsDocument
        {
            From = MetricsDocuments.At(whole[0]),
            To = MetricsDocuments.At(whole[1]),
            Step = MetricsDocuments.NameOf(scope.Step),
            Total = Figures(total),
            Points = [.. FiguresHandlers.Points(series, slices).Select((sums, i) => new CostPointDocument(MetricsDocuments.At(slices[i]), Usd(sums), sums[MetricNumber.UnknownCosts]))],
            Models = [.. models.Groups.Where(group => !group.IsOther).Select(group => new ModelCostDocument(group.Values[0], group.Values[1], ShareOf(group.Total, total), Figures(group.Total)))],
            Users = [.. users.Groups.Where(group => !group.IsOther).Select(group => new UserCostDocument(group.Values[0], Figures(group.Total)))],
        });
    }

    private static MetricsQuery Query(PerformanceScope scope, IReadOnlyList<long> bounds, int most, params MetricDimension[] groups) =>
        scope.Query(bounds, most, groups) with { RankBy = [MetricNumber.CostNanos], Durations = false, FirstTokens = false };

    private static CostFiguresDocument Figures(MetricSums sums)
    {
        var isKnown = sums[MetricNumber.Requests] > 0 && sums[MetricNumber.UnknownCosts] == 0;
        return new CostFiguresDocument
        {
            Requests = sums[MetricNumber.Requests],
            CostUsd = Usd(sums),
            UnknownCosts = sums[MetricNumber.UnknownCosts],
            SavedUsd = sums[MetricNumber.SavedNanos] / Nanos,
            CostPerRequestUsd = isKnown ? decimal.Round(Usd(sums) / sums[MetricNumber.Requests], Digits) : null,
            CostPerMillionTokensUsd = ComparisonDocuments.CostPerMillion(sums),
            InputTokens = sums.InputTokens,
            OutputTokens = sums.OutputTokens,
        };
    }

    private static decimal Usd(MetricSums sums) => sums[MetricNumber.CostNanos] / Nanos;

    private static decimal? ShareOf(MetricSums part, MetricSums whole) =>
        whole[MetricNumber.CostNanos] == 0 ? null : decimal.Round(part[MetricNumber.CostNanos] / (decimal)whole[MetricNumber.CostNanos], 6);
}
