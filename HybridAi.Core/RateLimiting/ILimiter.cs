namespace HybridAi.Core.RateLimiting;

/// <summary>Counts requests against limits.</summary>
public interface ILimiter
{
    /// <summary>Takes what a ticket asks for from all scopes at once, or, if one of them has no room, nothing from any.</summary>
    /// <param name="ticket">The ticket. Each charge says afterwards what is left of its scope, and those that had no room when they will.</param>
    /// <param name="cancellationToken">Ends the wait; what was taken nevertheless is given back.</param>
    /// <returns>Whether it was admitted.</returns>
    ValueTask<bool> TryTakeAsync(LimitTicket ticket, CancellationToken cancellationToken);

    /// <summary>Ends a ticket: corrects its tokens to what was used, and is no longer under way. A second time does nothing.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="tokens">The tokens that were used.</param>
    /// <param name="undo">Whether the request was not made after all, so that it counts nowhere.</param>
    ValueTask SettleAsync(LimitTicket ticket, double tokens, bool undo = false);

    /// <summary>The scopes of a limit that something is counted for, at most 1,000.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    ValueTask<IReadOnlyCollection<LimitKey>> ScopesAsync(Limit limit, CancellationToken cancellationToken);

    /// <summary>Forgets what was counted. Requests under way go on counting.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="key">One scope of it, or null for all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False if the shared counters could not be reached.</returns>
    ValueTask<bool> ResetAsync(Limit limit, LimitKey? key, CancellationToken cancellationToken);
}
