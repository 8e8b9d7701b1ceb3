namespace HybridAi.Core.Budgets;

/// <summary>What budgets need of the database: sums of usage records, and a memory of what they said.</summary>
public interface IBudgetLedger
{
    /// <summary>Adds up what the records of requests that were over before a moment say, in one query for a budget.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="windows">Its windows, one of each of its lines.</param>
    /// <param name="endedBefore">Requests that ended at this moment or later do not count.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>For each window, nano-dollars by subject; who spent nothing may be missing.</returns>
    Task<IReadOnlyList<IReadOnlyDictionary<string, long>>> SpentAsync(
        Budget budget, IReadOnlyList<BudgetWindow> windows, DateTimeOffset endedBefore, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps the sums of records that are about to be removed, for windows that go on: from then on <see cref="SpentAsync"/> takes what arrived before the moment from
    /// what is kept, and the rest from the records.
    /// </summary>
    /// <param name="budget">The budget.</param>
    /// <param name="windows">Its windows, one of each of its lines.</param>
    /// <param name="before">Records that arrived before this are about to be removed.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task CarryAsync(Budget budget, IReadOnlyList<BudgetWindow> windows, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Appends an event of the topic <c>budget</c>, once for each line, window, subject and threshold, whichever node comes first.</summary>
    /// <param name="notice">What is to be told.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>Whether it had not been told yet.</returns>
    Task<bool> TellAsync(BudgetNotice notice, CancellationToken cancellationToken);

    /// <summary>Removes what is kept of windows that ended before a moment.</summary>
    /// <param name="before">The moment.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many rows went.</returns>
    Task<int> PruneAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
