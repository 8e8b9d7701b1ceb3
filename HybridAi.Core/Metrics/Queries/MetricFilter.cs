using HybridAi.Core.Metrics.Rollups;

namespace HybridAi.Core.Metrics.Queries;

/// <summary>Only what has this value.</summary>
/// <param name="Dimension">Of which dimension; not the organization.</param>
/// <param name="Value">The value.</param>
public sealed record MetricFilter(MetricDimension Dimension, string Value);
