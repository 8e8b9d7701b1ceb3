namespace HybridAi.Core.Metrics.Queries;

/// <summary>An answer of the rollups.</summary>
/// <param name="Groups">The groups that have requests, by rank, the rest last; without grouping one, or none if there are no requests.</param>
/// <param name="Unattributed">How many requests cannot be said to pass the filters or not, since their rows were folded into one; they are in no group.</param>
/// <param name="CoarserBefore">The time before which rows are longer than the slices and count where they begin, since shorter ones are kept no longer; null: all fit.</param>
public sealed record MetricsAnswer(IReadOnlyList<MetricsGroup> Groups, long Unattributed, DateTimeOffset? CoarserBefore);
