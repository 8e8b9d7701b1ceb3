namespace HybridAi.Core.Budgets;

/// <summary>
/// The counters of budgets: in this process, or shared by all gateways. A window is known if it began after its line was first counted, or was rebuilt since. Each call is one step over all of its counters, which others see whole or
/// not at all, and may be made again with the same request's id without counting twice.
/// </summary>
public interface IBudgetStore
{
    /// <summary>How long a settled request's id is remembered.</summary>
    static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Reserves an amount in every counter, or raises what the request has reserved to it. A request that has nothing reserved yet is turned away if one of its
    /// amounts is used up: admitted while anything is left, so that no amount is exceeded by more than one reservation.
    /// </summary>
    /// <param name="request">The request's id.</param>
    /// <param name="entries">The counters, each once.</param>
    /// <param name="nanoDollars">The amount; 0 or more.</param>
    /// <param name="lease">After this the reservation ends by itself, unless it was raised meanwhile.</param>
    ValueTask<BudgetReply> ReserveAsync(Guid request, ReadOnlyMemory<BudgetEntry> entries, long nanoDollars, TimeSpan lease);

    /// <summary>Ends what a request has reserved in these counters and adds what it spent. A second time nothing is changed.</summary>
    /// <param name="request">The request's id.</param>
    /// <param name="entries">The counters, each once: all in which it has reserved, and all that it spent of.</param>
    ValueTask<BudgetReply> SettleAsync(Guid request, ReadOnlyMemory<BudgetEntry> entries);

    /// <summary>Begins to rebuild a window's counters.</summary>
    /// <param name="window">The window.</param>
    /// <returns>Its counters as they stand; null if they are away.</returns>
    ValueTask<BudgetMark?> MarkAsync(BudgetWindow window);

    /// <summary>
    /// Sets what was spent up to a mark to what it really was; what was settled since then stays added. From then on the window is known.
    /// </summary>
    /// <param name="window">The window.</param>
    /// <param name="mark">The mark.</param>
    /// <param name="spent">What each subject had really spent, in nano-dollars; who is not there had spent nothing.</param>
    /// <returns>Whether it was done; else the counters are away, or somebody else has begun to rebuild them.</returns>
    ValueTask<bool> RestoreAsync(BudgetWindow window, BudgetMark mark, IReadOnlyDictionary<string, long> spent);

    /// <summary>Reads how all subjects of a window stand.</summary>
    /// <param name="window">The window.</param>
    /// <returns>By subject; null if the counters are away or have still to be rebuilt.</returns>
    ValueTask<IReadOnlyDictionary<string, BudgetFigures>?> ReadAsync(BudgetWindow window);
}
