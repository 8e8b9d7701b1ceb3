using HybridAi.Client.Metrics;
using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;

namespace HybridAi.Gateway.Endpoints.Metrics;

/// <summary>The comparison of providers as the API shows it.</summary>
internal static class ComparisonDocuments
{
    private const decimal NanosPerMillionth = 1000m;

    public static ProviderComparisonDocument Of(MetricsQuery query, MetricsAnswer answer, DateTimeOffset now)
    {
        var seconds = MetricsDocuments.Seconds(query.Bounds[0], query.Bounds[^1], now);
        var all = MetricsDocuments.Union(answer.Groups.Select(group => group.Total));
        return new ProviderComparisonDocument
        {
            From = MetricsDocuments.At(query.Bounds[0]),
            To = MetricsDocuments.At(query.Bounds[^1]),
            Total = MetricsDocuments.Figures(all, seconds),
            Providers =
            [
                .. answer.Groups.Where(group => !group.IsOther).GroupBy(group => group.Values[0])
                    .Select(models => (Provider: models.Key, Sums: MetricsDocuments.Union(models.Select(model => model.Total)), Models: models))
                    .OrderByDescending(provider => provider.Sums[MetricNumber.Requests]).ThenBy(provider => provider.Provider, StringComparer.Ordinal)
                    .Select(provider => new ComparedProviderDocument
                    {
                        Provider = provider.Provider,
                        Share = MetricsDocuments.ShareOf(provider.Sums, all),
                        CostPerMillionTokensUsd = CostPerMillion(provider.Sums),
                        Figures = MetricsDocuments.Figures(provider.Sums, seconds),
                        Models = [.. provider.Models.Select(model => new ComparedModelDocument(model.Values[1], MetricsDocuments.Figures(model.Total, seconds)))],
                    }),
            ],
        };
    }

    // Nano-dollars a token are thousandths of a dollar a million tokens.
    public static decimal? CostPerMillion(MetricSums sums) =>
        sums.Tokens <= 0 || sums[MetricNumber.UnknownCosts] > 0 ? null : decimal.Round(sums[MetricNumber.CostNanos] / (decimal)sums.Tokens / NanosPerMillionth, 6);
}
