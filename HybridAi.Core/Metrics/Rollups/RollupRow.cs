namespace HybridAi.Core.Metrics.Rollups;

/// <summary>What the requests of one period, organization and set of values add up to.</summary>
/// <param name="Series">Which.</param>
/// <param name="Sums">What they add up to.</param>
public sealed record RollupRow(RollupSeries Series, MetricSums Sums);
