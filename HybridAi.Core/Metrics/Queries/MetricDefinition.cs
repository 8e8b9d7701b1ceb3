namespace HybridAi.Core.Metrics.Queries;

/// <summary>A metric by name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Unit">What its value counts.</param>
/// <param name="Value">Its value of some requests that arrived within so many seconds; null: there is none, as the share of nothing.</param>
public sealed record MetricDefinition(string Name, string Unit, Func<MetricSums, double, decimal?> Value)
{
    /// <summary>What groups are ranked by; for shares and quantiles: requests.</summary>
    public IReadOnlyList<MetricNumber> RankBy { get; init; } = [MetricNumber.Requests];

    /// <summary>Whether it needs <see cref="MetricSums.Durations"/>.</summary>
    public bool Durations { get; init; }

    /// <summary>Whether it needs <see cref="MetricSums.FirstTokens"/>.</summary>
    public bool FirstTokens { get; init; }
}
