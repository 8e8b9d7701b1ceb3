using HybridAi.Core.Jobs;
using HybridAi.Core.Paging;

namespace HybridAi.Core.Providers;

/// <summary>The trial calls of providers that a background job makes.</summary>
public interface IProviderProbeStore
{
    /// <summary>Keeps what a trial call showed.</summary>
    /// <param name="probe">The trial call.</param>
    /// <param name="fence">The claim that it was made under.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <exception cref="JobLeaseLostException">The claim holds no longer.</exception>
    Task AddAsync(ProviderProbeRecord probe, JobFence fence, CancellationToken cancellationToken);

    /// <summary>Reads a page of a provider's trial calls, newest first.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="after">Where the page starts, or null for the newest.</param>
    /// <param name="limit">How many at the most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<Page<ProviderProbeRecord>> ListAsync(string provider, PageCursor? after, int limit, CancellationToken cancellationToken);

    /// <summary>Removes old trial calls.</summary>
    /// <param name="before">Those made before this go.</param>
    /// <param name="most">The most to remove at once, so that others get their turn to write.</param>
    /// <param name="fence">The claim that it is done under.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="JobLeaseLostException">The claim holds no longer.</exception>
    Task<int> PruneAsync(DateTimeOffset before, int most, JobFence fence, CancellationToken cancellationToken);
}
