using HybridAi.Client.Metrics;
using HybridAi.Client.Paging;

namespace HybridAi.Client;

public sealed partial class HybridAiClient
{
    private const string CustomMetrics = "api/metrics/custom";

    /// <summary>Lists the metrics that were defined.</summary>
    public Task<DocumentPage<CustomMetricDocument>> CustomMetricsAsync(CancellationToken cancellationToken = default) =>
        GetAsync(CustomMetrics, Json.DocumentPageCustomMetricDocument, cancellationToken);

    /// <summary>Reads a metric that was defined.</summary>
    public Task<CustomMetricDocument> CustomMetricAsync(string name, CancellationToken cancellationToken = default) =>
        GetAsync($"{CustomMetrics}/{Uri.EscapeDataString(name)}", Json.CustomMetricDocument, cancellationToken);

    /// <summary>Defines a metric.</summary>
    public Task<CustomMetricDocument> CreateAsync(SaveCustomMetricRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, CustomMetrics, request, Json.SaveCustomMetricRequest, Json.CustomMetricDocument, cancellationToken);

    /// <summary>Replaces a metric that was defined; what is left out takes its default.</summary>
    public Task<CustomMetricDocument> ReplaceCustomMetricAsync(string name, SaveCustomMetricRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, $"{CustomMetrics}/{Uri.EscapeDataString(name)}", request, Json.SaveCustomMetricRequest, Json.CustomMetricDocument, cancellationToken);

    /// <summary>Deletes a metric that was defined; what it was computed from stays.</summary>
    public Task DeleteCustomMetricAsync(string name, long? revision = null, CancellationToken cancellationToken = default) =>
        DeleteAsync(Deletion($"{CustomMetrics}/{Uri.EscapeDataString(name)}", revision), cancellationToken);
}
