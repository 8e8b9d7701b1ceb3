using HybridAi.Core.Audit;
using HybridAi.Core.Jobs;
using HybridAi.Core.Paging;

namespace HybridAi.Core.Providers.Testing;

/// <summary>
/// The tests of providers. At most one of a provider is open, that is waiting or running. Each step of a test is also an event of the topic
/// <see cref="Events.EventTopics.Tests"/>.
/// </summary>
public interface IProviderTestStore
{
    /// <summary>Asks for a test.</summary>
    /// <param name="test">The test, waiting.</param>
    /// <param name="audit">The entry that goes with it, or null if nobody asked in person.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>The test of the provider that is open now: this one, or one that was so already. Null if there is a closed one of this id.</returns>
    Task<ProviderTest?> AddAsync(ProviderTest test, AuditEntry? audit, CancellationToken cancellationToken);

    /// <summary>Reads one.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="id">The test's id.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<ProviderTest?> FindAsync(string provider, Guid id, CancellationToken cancellationToken);

    /// <summary>Reads a page of a provider's tests, newest first.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="after">Where the page starts, or null for the newest.</param>
    /// <param name="limit">How many at the most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<Page<ProviderTest>> ListAsync(string provider, PageCursor? after, int limit, CancellationToken cancellationToken);

    /// <summary>Takes the test that waits longest, or that a dead worker left: it is then running, with one attempt more.</summary>
    /// <param name="fence">The claim of the job's run. Whoever holds it is the only one at work.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="JobLeaseLostException">The claim holds no longer.</exception>
    Task<ProviderTest?> TakeAsync(JobFence fence, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Keeps how far a test is, what it showed if it is over, and what it has cost: state, times, progress, message, attempts, spent, calls, report and error.</summary>
    /// <param name="test">The test.</param>
    /// <param name="fence">The claim of the job's run.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <exception cref="JobLeaseLostException">The claim holds no longer.</exception>
    Task SaveAsync(ProviderTest test, JobFence fence, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Removes old tests that are over.</summary>
    /// <param name="before">Those asked for before this go.</param>
    /// <param name="most">The most to remove at once, so that others get their turn to write.</param>
    /// <param name="fence">The claim that it is done under.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many were removed.</returns>
    /// <exception cref="JobLeaseLostException">The claim holds no longer.</exception>
    Task<int> PruneAsync(DateTimeOffset before, int most, JobFence fence, CancellationToken cancellationToken);
}
