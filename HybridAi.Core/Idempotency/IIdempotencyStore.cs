namespace HybridAi.Core.Idempotency;

/// <summary>Which requests were carried out under a caller's own key, and what was answered. Shared by all gateways; answers are sealed.</summary>
public interface IIdempotencyStore
{
    /// <summary>Claims a request, unless it is claimed already. A claim whose process has not renewed it in time is taken over.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="now">The time.</param>
    /// <param name="lease">How long the claim holds unless it is renewed.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task<ClaimResult> ClaimAsync(IdempotencyClaim claim, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Keeps what was answered.</summary>
    /// <param name="claim">The claim that was won.</param>
    /// <param name="answer">The answer; null: it is too large to be kept, only that it was given is.</param>
    /// <param name="expiresAt">Until when.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>False: the claim was lost to another process meanwhile.</returns>
    Task<bool> KeepAsync(IdempotencyClaim claim, KeptAnswer? answer, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Gives a claim up: the request was not answered, and may be sent again.</summary>
    /// <param name="claim">The claim that was won.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task ReleaseAsync(IdempotencyClaim claim, CancellationToken cancellationToken);

    /// <summary>Renews all claims of a process that it has not kept or given up.</summary>
    /// <param name="owner">The process.</param>
    /// <param name="until">Until when they hold.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    Task RenewAsync(Guid owner, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Removes what has expired.</summary>
    /// <param name="now">The time.</param>
    /// <param name="most">The most to remove at once.</param>
    /// <param name="cancellationToken">Cancels before the commit.</param>
    /// <returns>How many were removed.</returns>
    Task<int> PruneAsync(DateTimeOffset now, int most, CancellationToken cancellationToken);
}
