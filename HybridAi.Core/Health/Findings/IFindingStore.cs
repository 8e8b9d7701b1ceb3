using HybridAi.Core.Jobs;

namespace HybridAi.Core.Health.Findings;

/// <summary>What jobs found not to be as it should be.</summary>
public interface IFindingStore
{
    /// <summary>The most of one source that are kept; the worst.</summary>
    const int Most = 1_000;

    /// <summary>Reads all that is still so, the worst first, then the newest.</summary>
    /// <param name="limit">How many at the most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<IReadOnlyList<Finding>> ListAsync(int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Notes everything that a source finds now: what is new begins, what has another level changes, and what is found no more ends; each is an event of the topic <c>alerts</c>
    /// in the same transaction. What is as before stays untouched.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="found">All that it finds; of several about one subject the worst counts.</param>
    /// <param name="at">The time.</param>
    /// <param name="fence">The claim that it is done under.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <exception cref="JobLeaseLostException">The claim holds no longer.</exception>
    Task<FindingChanges> SettleAsync(string source, IReadOnlyList<FoundNow> found, DateTimeOffset at, JobFence fence, CancellationToken cancellationToken);
}
