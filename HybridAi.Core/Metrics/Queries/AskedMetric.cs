namespace HybridAi.Core.Metrics.Queries;

/// <summary>A metric as somebody asks for it.</summary>
/// <param name="Definition">How it is computed, and what it is called.</param>
/// <param name="Filters">Which requests it is of, besides what is asked.</param>
public sealed record AskedMetric(MetricDefinition Definition, IReadOnlyList<MetricFilter> Filters)
{
    /// <summary>Finds a metric by its name.</summary>
    /// <param name="name">The name. Built-in metrics go first.</param>
    /// <param name="custom">The metrics that were defined.</param>
    /// <returns>The metric, or null if there is none.</returns>
    public static AskedMetric? Find(string name, IReadOnlyList<CustomMetric> custom)
    {
        if (MetricDefinitions.Find(name) is { } builtIn)
            return new AskedMetric(builtIn, []);
        return custom.FirstOrDefault(one => one.Name == name) is { } found && MetricDefinitions.Find(found.Metric) is { } computed
            ? new AskedMetric(computed with { Name = found.Name, Unit = found.Unit ?? computed.Unit }, found.Filters)
            : null;
    }
}
