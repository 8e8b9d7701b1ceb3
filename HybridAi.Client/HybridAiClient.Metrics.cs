using HybridAi.Client.Metrics;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    /// <summary>Reads metrics.</summary>
    public Task<MetricsDocument> MetricsAsync(MetricsFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(
            Filtered("api/metrics", filter).Add("metric", Joined(filter?.Metrics)).Add("step", filter?.Step).Add("group", Joined(filter?.GroupBy)).Add("timezone", filter?.TimeZone)
                .Add("limit", filter?.Limit).ToString(),
            Json.MetricsDocument, cancellationToken);

    /// <summary>Reads the figures of the last minutes; of the filter only its conditions count.</summary>
    public Task<LiveMetricsDocument> LiveMetricsAsync(MetricsFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(Filtered("api/metrics/live", filter is null ? null : new MetricsFilter { Where = filter.Where }).ToString(), Json.LiveMetricsDocument, cancellationToken);

    /// <summary>Compares providers; of the filter its times and conditions count.</summary>
    public Task<ProviderComparisonDocument> CompareProvidersAsync(MetricsFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(Filtered("api/metrics/providers", filter).ToString(), Json.ProviderComparisonDocument, cancellationToken);

    /// <summary>Reads when and how the gateway is used; of the filter its times and the time zone count, and the condition <c>organization</c>.</summary>
    public Task<UsagePatternsDocument> UsagePatternsAsync(MetricsFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(Filtered("api/metrics/patterns", filter).Add("timezone", filter?.TimeZone).ToString(), Json.UsagePatternsDocument, cancellationToken);

    private static QueryText Filtered(string path, MetricsFilter? filter)
    {
        var text = new QueryText(path).Add("range", filter?.Range).Add("from", filter?.From).Add("to", filter?.To);
        foreach (var (dimension, value) in filter?.Where ?? new Dictionary<string, string>())
            text.Add(dimension, value);
        return text;
    }

    private static string? Joined(IReadOnlyList<string>? names) => names is null ? null : string.Join(',', names);
}
