namespace HybridAi.Core.Metrics.Queries;

/// <summary>A group of an answer.</summary>
/// <param name="Values">Its values of the dimensions that were grouped by, in their order; null: the requests have none.</param>
/// <param name="IsOther">Whether it is what all groups that are not told apart add up to; it has no values then.</param>
/// <param name="Total">All of it.</param>
/// <param name="Points">The slices of time; null: no request.</param>
public sealed record MetricsGroup(IReadOnlyList<string?> Values, bool IsOther, MetricSums Total, IReadOnlyList<MetricSums?> Points);
