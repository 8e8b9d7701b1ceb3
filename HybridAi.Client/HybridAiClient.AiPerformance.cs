using HybridAi.Client.AiPerformance;
using HybridAi.Client.Events;
using HybridAi.Client.Metrics;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    private const string AiPerformance = "api/v1/ai-performance/";

    /// <summary>Reads what the gateway is doing now; of the filter its conditions count.</summary>
    public Task<PerformanceStatusDocument> PerformanceStatusAsync(PerformanceFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(Performance("status", filter, timed: false).ToString(), Json.PerformanceStatusDocument, cancellationToken);

    /// <summary>Reads the figures of the last minutes, and of a time to compare them with if the filter names one.</summary>
    public Task<RealTimeDocument> RealTimeMetricsAsync(PerformanceFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(Performance("metrics/real-time", filter).ToString(), Json.RealTimeDocument, cancellationToken);

    /// <summary>Reads how well and how fast requests are answered.</summary>
    public Task<PerformanceDocument> PerformanceMetricsAsync(PerformanceFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(Performance("metrics/performance", filter).ToString(), Json.PerformanceDocument, cancellationToken);

    /// <summary>Reads what requests cost.</summary>
    public Task<CostsDocument> CostMetricsAsync(PerformanceFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(Performance("metrics/costs", filter).ToString(), Json.CostsDocument, cancellationToken);

    /// <summary>Reads when and how the gateway is used.</summary>
    public Task<UsagePatternsDocument> UsagePatternMetricsAsync(PerformanceFilter? filter = null, string? timeZone = null, CancellationToken cancellationToken = default) =>
        GetAsync(Performance("metrics/usage-patterns", filter).Add("timezone", timeZone).ToString(), Json.UsagePatternsDocument, cancellationToken);

    /// <summary>Reads how the gateway and its providers are.</summary>
    public Task<PerformanceHealthDocument> PerformanceHealthAsync(CancellationToken cancellationToken = default) =>
        GetAsync(AiPerformance + "health", Json.PerformanceHealthDocument, cancellationToken);

    /// <summary>Reads what could be done better.</summary>
    public Task<RecommendationsDocument> RecommendationsAsync(PerformanceFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(Performance("optimization/recommendations", filter).ToString(), Json.RecommendationsDocument, cancellationToken);

    /// <summary>Records calls that were made outside of the gateway. With ids it may be repeated: each is recorded once.</summary>
    public Task<RecordedUsageDocument> RecordUsageAsync(RecordUsageRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, AiPerformance + "metrics/record", request, Json.RecordUsageRequest, Json.RecordedUsageDocument, cancellationToken);

    /// <summary>Opens a stream of live figures: events of the topic <c>metrics</c>, whose data are a <see cref="RealTimeEventData"/>. The <see cref="HttpClient"/>'s time-out does not end it.</summary>
    /// <param name="filter">Its conditions count.</param>
    /// <param name="intervalSeconds">How long it is between two events, 1 to 60 seconds; 5 if null.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    public async Task<EventStream> MetricsStreamAsync(PerformanceFilter? filter = null, int? intervalSeconds = null, CancellationToken cancellationToken = default) =>
        new(await SendAsync(HttpMethod.Get, Performance("stream/metrics", filter, timed: false).Add("interval", intervalSeconds).ToString(), null, cancellationToken), null);

    /// <summary>Reads the providers and how each did.</summary>
    public Task<PerformanceProvidersDocument> PerformanceProvidersAsync(PerformanceFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(Performance("providers", filter).ToString(), Json.PerformanceProvidersDocument, cancellationToken);

    /// <summary>Reads the models of a provider and how each did; a provider in the filter does not count.</summary>
    public Task<PerformanceModelsDocument> PerformanceModelsAsync(string provider, PerformanceFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(
            Performance("models/" + Uri.EscapeDataString(provider), filter is null ? null : filter with { Provider = null }).ToString(), Json.PerformanceModelsDocument, cancellationToken);

    /// <summary>Reads the totals of a time, and how they compare with as long a time before.</summary>
    public Task<AnalyticsSummaryDocument> AnalyticsSummaryAsync(PerformanceFilter? filter = null, CancellationToken cancellationToken = default) =>
        GetAsync(Performance("analytics/summary", filter).ToString(), Json.AnalyticsSummaryDocument, cancellationToken);

    /// <summary>Reads what the node that answers looks like from inside.</summary>
    public Task<PerformanceDebugDocument> PerformanceDebugAsync(CancellationToken cancellationToken = default) =>
        GetAsync(AiPerformance + "debug", Json.PerformanceDebugDocument, cancellationToken);

    private static QueryText Performance(string path, PerformanceFilter? filter, bool timed = true) =>
        new QueryText(AiPerformance + path).Add("time", timed ? filter?.Time : null).Add("provider", filter?.Provider).Add("model", filter?.Model).Add("user", filter?.User)
            .Add("organization", filter?.Organization);
}
