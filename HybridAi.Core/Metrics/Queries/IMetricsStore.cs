namespace HybridAi.Core.Metrics.Queries;

/// <summary>The rollups, as they are asked.</summary>
public interface IMetricsStore
{
    /// <summary>Answers a question from rollups alone, never from records.</summary>
    /// <param name="query">The question.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<MetricsAnswer> ReadAsync(MetricsQuery query, CancellationToken cancellationToken);
}
