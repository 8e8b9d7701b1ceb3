using HybridAi.Client.Metrics;
using HybridAi.Core.Configuration;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Gateway.Endpoints.Documents;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.Metrics;

/// <summary>Custom metrics as data.</summary>
internal sealed class CustomMetricHandlers(IDocumentStore<CustomMetric> store, ISnapshotRefresher refresher, TimeProvider time)
    : DocumentHandlers<CustomMetric, CustomMetricDocument, SaveCustomMetricRequest>(store, refresher, time)
{
    protected override string Kind => "custom metric";

    protected override string AuditName => "custom-metric";

    protected override string Path => MetricsApi.CustomPath;

    protected override CustomMetric Read(string name, long revision, DateTimeOffset now, SaveCustomMetricRequest request, FieldProblems problems, IReadOnlyList<CustomMetric> others) =>
        CustomMetricFields.Read(name, revision, now, request, problems, others.Count);

    protected override CustomMetricDocument Show(CustomMetric metric) => new()
    {
        Name = metric.Name,
        Revision = metric.Revision,
        UpdatedAt = metric.UpdatedAt,
        Metric = metric.Metric,
        Filter = metric.Filters.ToDictionary(filter => MetricDimensions.NameOf(filter.Dimension), filter => filter.Value),
        Unit = metric.Unit ?? MetricDefinitions.Find(metric.Metric)?.Unit ?? "",
        OwnUnit = metric.Unit,
        Description = metric.Description,
    };
}
