using HybridAi.Core.Paging;

namespace HybridAi.Core.Health;

/// <summary>How providers and deployments were, as all gateways saw it.</summary>
public interface IHealthStore
{
    /// <summary>Keeps stretches; those that are there already stay as they are. A change of level is an event of the topic <c>provider.health</c>.</summary>
    /// <param name="stretches">The stretches.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task AddAsync(IReadOnlyList<HealthStretch> stretches, CancellationToken cancellationToken);

    /// <summary>Reads a page of stretches, newest first.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<Page<HealthStretch>> ListAsync(HealthQuery query, CancellationToken cancellationToken);

    /// <summary>What is usual for each deployment.</summary>
    /// <param name="from">Stretches that ended at this or later count,</param>
    /// <param name="until">and before this.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<HealthBaseline>> BaselinesAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Removes old stretches.</summary>
    /// <param name="before">Those that ended before this go.</param>
    /// <param name="most">The most to remove at once.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many were removed.</returns>
    Task<int> PruneAsync(DateTimeOffset before, int most, CancellationToken cancellationToken);
}
